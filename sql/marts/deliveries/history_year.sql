-- One row per past plan year that the waiting or reward rules of a pack look at, with the number of accepted histories of that
-- year.
-- Waiting looks back to the least counts_from_year, the reward to the first year that gives something, at least to the year
-- before. Packs without such rules have no row.
CREATE OR REPLACE VIEW mart.history_year AS
WITH needed AS (
    SELECT
        w.campaign_id,
        y.plan_year,
        TRUE AS for_waiting,
        FALSE AS for_reward
    FROM policy.waiting AS w
    INNER JOIN policy.campaign AS c ON w.campaign_id = c.campaign_id
    CROSS JOIN LATERAL generate_series(w.counts_from_year, c.plan_year - 1) AS y (plan_year)
    UNION ALL
    SELECT
        c.campaign_id,
        y.plan_year,
        FALSE AS for_waiting,
        TRUE AS for_reward
    FROM policy.campaign AS c
    CROSS JOIN
        LATERAL generate_series(c.plan_year - greatest(c.reward_after_years, 1), c.plan_year - 1) AS y (plan_year)
    WHERE c.reward_rule_id IS NOT NULL
),

delivered AS (
    SELECT
        h.campaign_id,
        h.plan_year,
        count(*) AS deliveries
    FROM core.history_year AS h
    INNER JOIN landing.effective_delivery AS d ON h.campaign_id = d.campaign_id AND h.delivery_id = d.delivery_id
    GROUP BY h.campaign_id, h.plan_year
)

SELECT
    c.pack_code,
    n.plan_year,
    bool_or(n.for_waiting) AS for_waiting,
    bool_or(n.for_reward) AS for_reward,
    coalesce(max(v.deliveries), 0) AS deliveries
FROM needed AS n
INNER JOIN policy.campaign AS c ON n.campaign_id = c.campaign_id
LEFT JOIN delivered AS v ON n.campaign_id = v.campaign_id AND n.plan_year = v.plan_year
GROUP BY c.pack_code, n.plan_year;
