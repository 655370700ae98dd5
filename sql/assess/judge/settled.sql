-- One row per representative and plan year that settles: the first candidate that holds, with the decision of its day.
INSERT INTO staging.assess_settled (
    campaign_id, person_key, plan_year, day_no, day_kind, receipt_order, count_on, identity_on, money_fen, tier, price_fen,
    fiscal_fen, price_rule_id, due_fen, pays_first, category, rule_id, subsidy_fen, payers, payer_fen, enjoys_tier,
    upgraded_on, upgrade_order, upgrade_money_fen
)
WITH special AS (
    SELECT
        i.person_key,
        min(i.from_on) AS first_recognised_on
    FROM staging.assess_interval AS i
    INNER JOIN staging.assess_representative AS m ON i.campaign_id = m.campaign_id AND i.person_key = m.person_key
    WHERE i.campaign_id = :campaign_id AND i.may_count
    GROUP BY i.person_key
),

candidate AS (
    SELECT
        d.*,
        p.tier,
        p.tier_order,
        p.price_fen,
        p.fiscal_fen,
        p.rule_id AS price_rule_id,
        k.category,
        k.rule_id,
        -- least() ignores NULL, but an undefined subsidy stays undefined
        CASE WHEN k.subsidy_fen IS NOT NULL THEN least(k.subsidy_fen, p.price_fen) END AS subsidy_fen,
        k.payers,
        k.payer_fen,
        k.enjoys_tier,
        d.plan_year = c.plan_year
        AND (k.is_reimbursed OR coalesce(s.first_recognised_on > c.pay_first_after, FALSE)) AS pays_first
    FROM staging.assess_day AS d
    INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
    INNER JOIN staging.assess_price AS p
        ON
            d.campaign_id = p.campaign_id AND d.person_key = p.person_key AND d.plan_year = p.plan_year
            AND d.day_no = p.day_no
    INNER JOIN staging.assess_decision AS k
        ON
            d.campaign_id = k.campaign_id AND d.person_key = k.person_key AND d.plan_year = k.plan_year
            AND d.day_no = k.day_no
    LEFT JOIN special AS s ON d.person_key = s.person_key
    WHERE d.campaign_id = :campaign_id AND d.day_kind IN (1, 2)
),

due AS (
    SELECT
        a.*,
        CASE
            WHEN a.pays_first AND a.subsidy_fen IS NOT NULL THEN a.price_fen
            ELSE a.price_fen - a.subsidy_fen
        END AS due_fen
    FROM candidate AS a
),

first_held AS (
    SELECT DISTINCT ON (a.person_key, a.plan_year) a.*
    FROM due AS a
    INNER JOIN staging.assess_trait AS t ON a.campaign_id = t.campaign_id AND a.person_key = t.person_key
    WHERE
        a.due_fen IS NOT NULL AND a.money_fen >= a.due_fen
        AND a.count_on <= CAST(:business_date AS date) AND NOT a.is_employed
        AND (t.died_on IS NULL OR a.count_on <= t.died_on)
    ORDER BY a.person_key, a.plan_year, a.day_no, a.price_fen DESC, a.tier_order DESC
),

-- a person who owes nothing and then pays for a dearer tier in the windows has that tier, with the subsidy of the settlement;
-- exactly the default tier's price is money paid by mistake
upgrade AS (
    SELECT DISTINCT ON (a.person_key, a.plan_year)
        a.person_key,
        a.plan_year,
        p.tier,
        p.price_fen,
        p.fiscal_fen,
        p.rule_id AS price_rule_id,
        p.price_fen - a.subsidy_fen AS due_fen,
        d.count_on,
        d.receipt_order,
        d.money_fen
    FROM first_held AS a
    INNER JOIN policy.campaign AS c ON a.campaign_id = c.campaign_id AND a.plan_year = c.plan_year
    INNER JOIN staging.assess_trait AS t ON a.campaign_id = t.campaign_id AND a.person_key = t.person_key
    INNER JOIN staging.assess_day AS d
        ON
            a.campaign_id = d.campaign_id AND a.person_key = d.person_key AND a.plan_year = d.plan_year
            AND a.day_no < d.day_no AND d.day_kind = 1
    INNER JOIN staging.assess_price AS p
        ON
            d.campaign_id = p.campaign_id AND d.person_key = p.person_key AND d.plan_year = p.plan_year
            AND d.day_no = p.day_no AND a.price_fen < p.price_fen
    INNER JOIN staging.assess_price AS b
        ON
            d.campaign_id = b.campaign_id AND d.person_key = b.person_key AND d.plan_year = b.plan_year
            AND d.day_no = b.day_no AND b.tier_order = 1
    WHERE
        a.due_fen = 0 AND d.identity_on <= c.ends_on
        AND d.money_fen >= p.price_fen - a.subsidy_fen AND d.money_fen <> coalesce(b.price_fen, 0)
        AND d.count_on <= CAST(:business_date AS date) AND (t.died_on IS NULL OR d.count_on <= t.died_on)
    ORDER BY a.person_key ASC, a.plan_year ASC, d.day_no ASC, p.price_fen DESC, p.tier_order DESC
)

SELECT
    a.campaign_id,
    a.person_key,
    a.plan_year,
    a.day_no,
    a.day_kind,
    a.receipt_order,
    a.count_on,
    a.identity_on,
    a.money_fen,
    coalesce(u.tier, a.tier) AS tier,
    coalesce(u.price_fen, a.price_fen) AS price_fen,
    CASE WHEN u.person_key IS NULL THEN a.fiscal_fen ELSE u.fiscal_fen END AS fiscal_fen,
    coalesce(u.price_rule_id, a.price_rule_id) AS price_rule_id,
    coalesce(u.due_fen, a.due_fen) AS due_fen,
    a.pays_first,
    a.category,
    a.rule_id,
    a.subsidy_fen,
    w.payers,
    w.payer_fen,
    a.enjoys_tier,
    u.count_on AS upgraded_on,
    u.receipt_order AS upgrade_order,
    u.money_fen AS upgrade_money_fen
FROM first_held AS a
LEFT JOIN upgrade AS u ON a.person_key = u.person_key AND a.plan_year = u.plan_year
CROSS JOIN LATERAL policy.capped_shares(a.payers, a.payer_fen, a.price_fen) AS w
