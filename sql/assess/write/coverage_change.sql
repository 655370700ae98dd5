-- One row per person and plan year whose coverage this assessment changes: core.dues still has the results from before. A person
-- who is no longer enrolled, or has no start of benefits any more, gets a row without days. A run of equal results adds nothing.
INSERT INTO core.coverage_change (
    campaign_id, person_key, plan_year, assess_no, unit_id, enrolled_on, coverage_from, coverage_rule_id
)
SELECT
    x.campaign_id,
    x.person_key,
    x.plan_year,
    CAST(:assess_no AS bigint) AS assess_no,
    CASE WHEN a.person_key IS NULL THEN '' ELSE coalesce(a.unit_id, '') END AS unit_id,
    a.settled_on AS enrolled_on,
    a.coverage_from,
    a.coverage_rule_id
FROM staging.assess_difference AS x
LEFT JOIN core.dues AS b
    ON
        x.campaign_id = b.campaign_id AND x.person_key = b.person_key AND x.plan_year = b.plan_year
        AND b.status = 'enrolled' AND b.coverage_from IS NOT NULL
LEFT JOIN staging.assess_result AS a
    ON
        x.campaign_id = a.campaign_id AND x.person_key = a.person_key AND x.plan_year = a.plan_year
        AND a.status = 'enrolled' AND a.coverage_from IS NOT NULL
WHERE
    x.campaign_id = :campaign_id
    AND (a.unit_id, a.settled_on, a.coverage_from, a.coverage_rule_id)
    IS DISTINCT FROM (b.unit_id, b.settled_on, b.coverage_from, b.coverage_rule_id)
