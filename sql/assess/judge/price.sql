-- One row per day and tier: the price of the first rule that holds; NULL if the notice leaves it open or no rule holds. Where the
-- notice lists every reason for late entry, a late payer without one has no price, unless the rule is about newborns.
INSERT INTO staging.assess_price (
    campaign_id, person_key, plan_year, day_no, tier, tier_order, price_fen, fiscal_fen, rule_id
)
WITH priced AS (
    SELECT DISTINCT ON (f.person_key, f.plan_year, f.day_no, p.tier)
        f.person_key,
        f.plan_year,
        f.day_no,
        p.tier,
        p.price_fen,
        p.fiscal_fen,
        p.rule_id,
        coalesce(w.born_in_plan_year, FALSE) OR w.within_days_of_birth IS NOT NULL
        OR w.within_months_of_birth IS NOT NULL AS is_newborns
    FROM staging.assess_fit AS f
    INNER JOIN policy.price AS p ON f.campaign_id = p.campaign_id AND f.rule_id = p.rule_id
    INNER JOIN policy.person_rule AS w ON f.campaign_id = w.campaign_id AND f.rule_id = w.rule_id
    WHERE f.campaign_id = :campaign_id AND f.rule_kind = 'price'
    ORDER BY f.person_key, f.plan_year, f.day_no, p.tier, f.sort_order
),

-- a missed year is paid at the price of repair
repair AS (
    SELECT
        y.plan_year,
        w.rule_id,
        w.repair_price_fen
    FROM policy.campaign AS c
    CROSS JOIN LATERAL unnest(c.repair_years) AS y (plan_year)
    CROSS JOIN
        LATERAL (
            SELECT
                o.rule_id,
                o.repair_price_fen
            FROM policy.waiting AS o
            INNER JOIN policy.person_rule AS r
                ON o.campaign_id = r.campaign_id AND o.rule_id = r.rule_id AND r.rule_kind = 'waiting'
            WHERE
                o.campaign_id = c.campaign_id AND o.repair_price_fen IS NOT NULL
                AND o.counts_from_year <= y.plan_year
            ORDER BY r.sort_order
            LIMIT 1
        ) AS w
    WHERE c.campaign_id = :campaign_id
)

SELECT
    d.campaign_id,
    d.person_key,
    d.plan_year,
    d.day_no,
    k.tier,
    k.sort_order AS tier_order,
    CASE
        WHEN
            c.refuses_late AND t.late_reason IS NULL AND d.plan_year = c.plan_year AND d.identity_on > c.ends_on
            AND NOT p.is_newborns
            THEN NULL
        ELSE coalesce(p.price_fen, CASE WHEN k.sort_order = 1 THEN r.repair_price_fen END)
    END AS price_fen,
    p.fiscal_fen,
    coalesce(p.rule_id, r.rule_id) AS rule_id
FROM staging.assess_day AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
INNER JOIN staging.assess_trait AS t ON d.campaign_id = t.campaign_id AND d.person_key = t.person_key
INNER JOIN policy.tier AS k ON d.campaign_id = k.campaign_id
LEFT JOIN priced AS p
    ON d.person_key = p.person_key AND d.plan_year = p.plan_year AND d.day_no = p.day_no AND k.tier = p.tier
LEFT JOIN repair AS r ON d.plan_year = r.plan_year
WHERE d.campaign_id = :campaign_id
