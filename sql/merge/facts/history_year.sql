-- One row per past year for which the delivery states a history: the years of its rows, and the years that its period names
-- ('2031' or '2030,2031'), which may have no row.
INSERT INTO core.history_year (campaign_id, plan_year, delivery_id)
SELECT
    r.campaign_id,
    r.plan_year,
    r.delivery_id
FROM staging.history AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
UNION
SELECT
    d.campaign_id,
    p.past_year::integer,
    d.delivery_id
FROM landing.delivery AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
CROSS JOIN LATERAL unnest(string_to_array(d.period, ',')) AS p (past_year)
WHERE
    d.campaign_id = :campaign_id AND d.delivery_id = :delivery_id
    AND d.period ~ '^[0-9]{4}(,[0-9]{4})*$' AND p.past_year::integer < c.plan_year
