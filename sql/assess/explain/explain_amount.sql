-- One line per statement about money of a situation and plan year: the result, the price, the due, each payer's share, refunds.
INSERT INTO core.explanation (
    campaign_id, situation_key, plan_year, line_no, topic, verdict, category, rule_id, payer, tier, fen, other_fen, on_date
)
WITH outcome AS (
    SELECT
        o.*,
        e.situation_key,
        e.day_no,
        e.gained_day_no,
        e.is_settled,
        e.is_out,
        s.price_rule_id AS settled_price_rule_id,
        c.pay_first_rule_id,
        c.gained_rule_id,
        o.plan_year = ANY(c.repair_years) AS is_repair,
        -- the whole price is due though somebody pays, and not because of a later gain
        o.fund_fen > 0 AND o.due_fen = o.price_fen AND o.gained_on IS NULL AND NOT e.is_out AS pays_first
    FROM staging.assess_outcome AS o
    INNER JOIN staging.assess_explained AS e
        ON o.campaign_id = e.campaign_id AND o.person_key = e.person_key AND o.plan_year = e.plan_year
    INNER JOIN policy.campaign AS c ON o.campaign_id = c.campaign_id
    LEFT JOIN staging.assess_settled AS s
        ON o.campaign_id = s.campaign_id AND o.person_key = s.person_key AND o.plan_year = s.plan_year
    WHERE o.campaign_id = :campaign_id
),

priced AS (
    SELECT
        o.*,
        coalesce(o.settled_price_rule_id, p.rule_id) AS price_rule_id
    FROM outcome AS o
    LEFT JOIN staging.assess_price AS p
        ON
            o.campaign_id = p.campaign_id AND o.person_key = p.person_key AND o.plan_year = p.plan_year
            AND o.day_no = p.day_no AND o.tier = p.tier
),

-- of several claims that a payer pays for, the first names the rule
given AS (
    SELECT DISTINCT ON (o.person_key, o.plan_year, q.payer)
        o.person_key,
        o.plan_year,
        q.payer,
        k.rule_id
    FROM outcome AS o
    INNER JOIN staging.assess_claim AS k
        ON
            o.campaign_id = k.campaign_id AND o.person_key = k.person_key AND o.plan_year = k.plan_year
            AND k.day_no = coalesce(o.gained_day_no, o.day_no)
    INNER JOIN policy.subsidy_part AS q ON k.campaign_id = q.campaign_id AND k.rule_id = q.rule_id
    WHERE k.verdict IN ('counts', 'added')
    ORDER BY o.person_key ASC, o.plan_year ASC, q.payer ASC, k.verdict = 'added' ASC, k.verdict_order ASC
),

share AS (
    SELECT
        o.situation_key,
        o.plan_year,
        f.share_no,
        f.payer,
        f.fen,
        coalesce(k.rule_id, o.rule_id) AS rule_id,
        CASE
            WHEN o.gained_on IS NOT NULL THEN 'gained'
            WHEN o.pays_first OR o.elsewhere_on IS NOT NULL THEN 'reimburses'
            WHEN o.is_settled THEN 'pays'
            ELSE 'would_pay'
        END AS verdict,
        o.gained_on
    FROM outcome AS o
    CROSS JOIN LATERAL unnest(o.payers, o.payer_fen) WITH ORDINALITY AS f (payer, fen, share_no)
    LEFT JOIN given AS k ON o.person_key = k.person_key AND o.plan_year = k.plan_year AND f.payer = k.payer
),

line AS (
    SELECT
        o.situation_key, o.plan_year, 100 AS line_no, 'result' AS topic, o.status AS verdict, o.category, o.rule_id,
        NULL::text AS payer, o.tier, o.due_fen AS fen, o.paid_fen AS other_fen, o.settled_on AS on_date
    FROM outcome AS o
    UNION ALL
    SELECT
        o.situation_key, o.plan_year, 300, 'price',
        CASE
            WHEN o.price_fen IS NOT NULL AND o.is_repair THEN 'repair'
            WHEN o.price_fen IS NOT NULL THEN 'price'
            WHEN o.price_rule_id IS NOT NULL THEN 'open'
            ELSE 'none'
        END,
        NULL, o.price_rule_id, NULL, o.tier, o.price_fen, NULL, NULL
    FROM priced AS o
    UNION ALL
    SELECT
        o.situation_key, o.plan_year, 310, 'tier', 'enjoys', o.category, o.rule_id, NULL, o.tier_enjoyed, NULL, NULL, NULL
    FROM outcome AS o
    WHERE o.tier_enjoyed <> o.tier
    UNION ALL
    SELECT
        o.situation_key, o.plan_year, 320, 'fiscal', 'fiscal', NULL, o.price_rule_id, NULL, o.tier, o.fiscal_fen, NULL, NULL
    FROM priced AS o
    WHERE o.fiscal_fen IS NOT NULL
    UNION ALL
    SELECT
        o.situation_key, o.plan_year, 330, 'due',
        CASE
            WHEN o.is_out THEN 'out'
            WHEN o.due_fen IS NULL THEN 'undefined'
            WHEN o.pays_first THEN 'pay_first'
            WHEN o.due_fen = 0 THEN 'free'
            WHEN o.due_fen = o.price_fen THEN 'full'
            ELSE 'balance'
        END,
        NULL,
        CASE WHEN o.pays_first AND NOT coalesce(r.is_reimbursed, FALSE) THEN o.pay_first_rule_id ELSE o.rule_id END,
        NULL, o.tier, o.due_fen, o.price_fen, NULL
    FROM outcome AS o
    LEFT JOIN policy.subsidy AS r ON o.campaign_id = r.campaign_id AND o.rule_id = r.rule_id
    UNION ALL
    SELECT
        s.situation_key, s.plan_year, 340 + s.share_no, 'share', s.verdict, NULL, s.rule_id, s.payer, NULL, s.fen, NULL,
        s.gained_on
    FROM share AS s
    UNION ALL
    SELECT
        o.situation_key, o.plan_year, 390, 'refund',
        CASE
            WHEN NOT o.is_settled AND NOT o.is_out THEN 'suspense'
            WHEN o.is_out THEN 'without_due'
            WHEN o.gained_on IS NOT NULL THEN 'gained'
            ELSE 'overpaid'
        END,
        NULL, CASE WHEN o.gained_on IS NOT NULL THEN o.gained_rule_id ELSE o.rule_id END, NULL, NULL,
        CASE WHEN o.is_settled OR o.is_out THEN o.refundable_fen ELSE o.paid_fen - o.refundable_fen END, o.due_fen, o.gained_on
    FROM outcome AS o
    WHERE
        CASE WHEN o.is_settled OR o.is_out THEN o.refundable_fen > 0 ELSE o.paid_fen > o.refundable_fen END
    UNION ALL
    -- money that is not accepted, of a person who has not settled
    SELECT
        o.situation_key, o.plan_year, 391, 'refund', 'refused', NULL, o.rule_id, NULL, NULL, o.refundable_fen, NULL, NULL
    FROM outcome AS o
    WHERE NOT o.is_settled AND NOT o.is_out AND o.refundable_fen > 0
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    l.situation_key,
    l.plan_year,
    l.line_no,
    l.topic,
    l.verdict,
    l.category,
    l.rule_id,
    l.payer,
    l.tier,
    l.fen,
    l.other_fen,
    l.on_date
FROM line AS l
