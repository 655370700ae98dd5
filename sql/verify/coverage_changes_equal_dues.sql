-- One row per person and plan year whose newest change of coverage differs from core.dues.
WITH newest AS (
    SELECT DISTINCT ON (c.person_key, c.plan_year)
        c.person_key, c.plan_year, c.unit_id, c.enrolled_on, c.coverage_from, c.coverage_rule_id
    FROM core.coverage_change AS c
    WHERE c.campaign_id = :campaign_id
    ORDER BY c.person_key ASC, c.plan_year ASC, c.assess_no DESC
),

stated AS (
    SELECT
        d.person_key, d.plan_year, coalesce(d.unit_id, '') AS unit_id, d.settled_on AS enrolled_on, d.coverage_from,
        d.coverage_rule_id
    FROM core.dues AS d
    WHERE d.campaign_id = :campaign_id AND d.status = 'enrolled' AND d.coverage_from IS NOT NULL
)

SELECT count(*) AS problems
FROM (SELECT n.* FROM newest AS n WHERE n.coverage_from IS NOT NULL) AS n
FULL JOIN stated AS s ON n.person_key = s.person_key AND n.plan_year = s.plan_year
WHERE
    (n.unit_id, n.enrolled_on, n.coverage_from, n.coverage_rule_id)
    IS DISTINCT FROM (s.unit_id, s.enrolled_on, s.coverage_from, s.coverage_rule_id)
