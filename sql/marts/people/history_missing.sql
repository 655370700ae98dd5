-- One row per unit with enrolled persons, now, whose waiting months or reward cannot be computed, because the history of a needed
-- year was not delivered. A person can be in both counts. unit_id '' = persons of no known unit.
CREATE OR REPLACE VIEW mart.history_missing AS
WITH campaign AS (
    SELECT
        c.campaign_id,
        c.pack_code,
        c.plan_year,
        EXISTS(SELECT FROM policy.waiting AS w WHERE w.campaign_id = c.campaign_id) AS has_waiting,
        c.reward_rule_id IS NOT NULL
        AND NOT EXISTS(
            SELECT
            FROM core.history_year AS h
            INNER JOIN landing.effective_delivery AS d ON h.campaign_id = d.campaign_id AND h.delivery_id = d.delivery_id
            WHERE h.campaign_id = c.campaign_id AND h.plan_year = c.plan_year - 1
        ) AS reward_is_open
    FROM policy.campaign AS c
    WHERE
        c.reward_rule_id IS NOT NULL
        OR EXISTS(SELECT FROM policy.waiting AS w WHERE w.campaign_id = c.campaign_id)
)

SELECT
    c.pack_code,
    c.plan_year,
    coalesce(d.unit_id, '') AS unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    count(*) AS persons,
    count(*) FILTER (WHERE c.has_waiting AND d.waiting_months IS NULL) AS waiting_persons,
    -- a person enrolled in the year before has at least two consecutive years
    count(*) FILTER (WHERE c.reward_is_open AND d.consecutive_years = 1) AS reward_persons
FROM campaign AS c
INNER JOIN core.dues AS d ON c.campaign_id = d.campaign_id AND c.plan_year = d.plan_year
LEFT JOIN policy.unit AS u ON d.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
WHERE d.status = 'enrolled' AND 'history_missing' = ANY(d.flags)
GROUP BY c.pack_code, c.plan_year, d.unit_id, u.name, u.sort_order;
