-- One row per person that a release would change, as of the business date, in a temporary table that ends with the trial:
-- 'added' who gains a membership and loses none, or is new to the campaign; 'removed' the reverse; 'changed' whose memberships are
-- exchanged, or whose result differs. Memberships are those of the ledger, which are those of all lists together.
CREATE TEMPORARY TABLE trial_person ON COMMIT DROP AS
WITH membership AS (
    SELECT
        e.person_key,
        e.category,
        sum(e.member_persons) AS step
    FROM ledger.coverage_event AS e
    WHERE
        e.campaign_id = :campaign_id AND e.assess_no = :assess_no AND e.category <> '' AND e.on_date <= :business_date
    GROUP BY e.person_key, e.category
    HAVING sum(e.member_persons) <> 0
),

listed AS (
    SELECT
        m.person_key,
        coalesce(array_agg(m.category ORDER BY m.category) FILTER (WHERE m.step > 0), '{}') AS gained,
        coalesce(array_agg(m.category ORDER BY m.category) FILTER (WHERE m.step < 0), '{}') AS lost
    FROM membership AS m
    GROUP BY m.person_key
),

assessed AS MATERIALIZED (
    SELECT DISTINCT d.person_key
    FROM core.dues AS d
    WHERE d.campaign_id = :campaign_id AND d.person_key IN (SELECT t.person_key FROM trial_result AS t)
),

result AS (
    SELECT
        r.person_key,
        bool_or(r.is_new) AS is_new,
        bool_and(r.status_after IS NULL AND d.person_key IS NULL) AS is_gone
    FROM trial_result AS r
    LEFT JOIN assessed AS d ON r.person_key = d.person_key
    GROUP BY r.person_key
)

SELECT
    k.person_key,
    coalesce(l.gained, '{}') AS gained,
    coalesce(l.lost, '{}') AS lost,
    CASE
        WHEN l.gained <> '{}' AND l.lost = '{}' THEN 'added'
        WHEN l.lost <> '{}' AND l.gained = '{}' THEN 'removed'
        WHEN l.person_key IS NOT NULL THEN 'changed'
        WHEN r.is_new THEN 'added'
        WHEN r.is_gone THEN 'removed'
        ELSE 'changed'
    END AS change
FROM (
    SELECT c.person_key FROM listed AS c
    UNION
    SELECT d.person_key FROM result AS d
) AS k
LEFT JOIN listed AS l ON k.person_key = l.person_key
LEFT JOIN result AS r ON k.person_key = r.person_key
