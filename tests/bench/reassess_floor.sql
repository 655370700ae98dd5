-- The floor of an assessment: one statement that joins the same persons to one rule per category and to their money, and
-- writes the same columns with the same keys. It knows no day, no window, no membership that ends, no second category.
INSERT INTO bench.floor_dues (
    campaign_id, person_key, plan_year, status, unit_id, household_key, category, rule_id, price_fen, due_fen, fund_fen, payer,
    reimbursable_fen, paid_fen, refundable_fen, settled_on, identity_on, coverage_from, coverage_rule_id, is_special, flags,
    next_change_on, tier, tier_enjoyed, fiscal_fen, payers, payer_fen, waiting_months, full_benefit_from, waiting_rule_id,
    consecutive_years, reward_fen, situation_key
)
SELECT
    f.campaign_id,
    f.person_key,
    c.plan_year,
    CASE WHEN coalesce(p.paid_fen, 0) >= s.price_fen - coalesce(r.fen, 0) THEN 'enrolled' ELSE 'owing' END AS status,
    f.unit_id,
    f.household_key,
    coalesce(m.category, 'ordinary') AS category,
    coalesce(r.rule_id, c.standard_rule_id) AS rule_id,
    s.price_fen,
    s.price_fen - coalesce(r.fen, 0) AS due_fen,
    coalesce(r.fen, 0) AS fund_fen,
    coalesce(r.payer, '') AS payer,
    0 AS reimbursable_fen,
    coalesce(p.paid_fen, 0) AS paid_fen,
    greatest(coalesce(p.paid_fen, 0) - s.price_fen + coalesce(r.fen, 0), 0) AS refundable_fen,
    p.received_on AS settled_on,
    p.received_on AS identity_on,
    NULL AS coverage_from,
    NULL AS coverage_rule_id,
    m.category IS NOT NULL AS is_special,
    '{}' AS flags,
    NULL AS next_change_on,
    'standard' AS tier,
    'standard' AS tier_enjoyed,
    NULL AS fiscal_fen,
    CASE WHEN r.fen > 0 THEN ARRAY[r.payer] ELSE '{}' END AS payers,
    CASE WHEN r.fen > 0 THEN ARRAY[r.fen] ELSE '{}' END AS payer_fen,
    NULL AS waiting_months,
    NULL AS full_benefit_from,
    NULL AS waiting_rule_id,
    NULL AS consecutive_years,
    NULL AS reward_fen,
    f.person_key AS situation_key
FROM core.roll_fact AS f
INNER JOIN policy.campaign AS c ON f.campaign_id = c.campaign_id
CROSS JOIN (SELECT max(o.price_fen) AS price_fen FROM policy.price AS o WHERE o.campaign_id = :campaign_id) AS s
LEFT JOIN core.membership_fact AS m ON f.campaign_id = m.campaign_id AND f.person_key = m.person_key
LEFT JOIN (
    SELECT
        y.category,
        min(y.rule_id) AS rule_id,
        min(q.payer) AS payer,
        max(coalesce(q.amount_fen, CASE WHEN q.is_rest THEN o.price_fen END))::bigint AS fen
    FROM policy.subsidy AS y
    CROSS JOIN (SELECT max(w.price_fen) AS price_fen FROM policy.price AS w WHERE w.campaign_id = :campaign_id) AS o
    LEFT JOIN policy.subsidy_part AS q ON y.campaign_id = q.campaign_id AND y.rule_id = q.rule_id
    WHERE y.campaign_id = :campaign_id
    GROUP BY y.category
) AS r ON m.category = r.category
LEFT JOIN (
    SELECT
        t.person_key,
        sum(t.amount_fen)::bigint AS paid_fen,
        min(t.received_on) AS received_on
    FROM core.payment AS t WHERE t.campaign_id = :campaign_id
    GROUP BY t.person_key
) AS p ON f.person_key = p.person_key
WHERE f.campaign_id = :campaign_id
ORDER BY f.person_key
