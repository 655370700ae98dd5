-- One row per (person, plan year): settled at the first day that holds, else as the person stands on the last day.
-- The rules looked at one person of each situation; here everybody gets the result of the one who stands for them.
INSERT INTO staging.assess_result (
    campaign_id, person_key, plan_year, status, unit_id, household_key, category, rule_id, tier, tier_enjoyed, price_fen, due_fen,
    fiscal_fen, fund_fen, payer, payers, payer_fen, reimbursable_fen, paid_fen, refundable_fen, settled_on, identity_on,
    coverage_from, coverage_rule_id, waiting_months, full_benefit_from, waiting_rule_id, consecutive_years, reward_fen,
    is_special, flags, next_change_on, settled_order, settled_payers, settled_payer_fen, settled_money_fen, gained_on, elsewhere_on,
    situation_key
)
WITH paid AS (
    SELECT
        r.person_key,
        r.plan_year,
        (array_agg(r.unit_id ORDER BY r.receipt_order) FILTER (WHERE r.unit_id IS NOT NULL))[1] AS unit_id
    FROM staging.assess_receipt AS r
    WHERE r.campaign_id = :campaign_id
    GROUP BY r.person_key, r.plan_year
)

SELECT
    t.campaign_id,
    t.person_key,
    o.plan_year,
    o.status,
    u.unit_id,
    t.household_key,
    o.category,
    o.rule_id,
    o.tier,
    o.tier_enjoyed,
    o.price_fen,
    o.due_fen,
    o.fiscal_fen,
    o.fund_fen,
    o.payer,
    o.payers,
    o.payer_fen,
    o.reimbursable_fen,
    o.paid_fen,
    o.refundable_fen,
    o.settled_on,
    o.identity_on,
    o.coverage_from,
    o.coverage_rule_id,
    o.waiting_months,
    o.full_benefit_from,
    o.waiting_rule_id,
    o.consecutive_years,
    o.reward_fen,
    o.is_special,
    CASE WHEN u.unit_id IS NULL THEN o.flags || '{unit_unknown}' ELSE o.flags END AS flags,
    least(t.next_change_on, o.next_change_on) AS next_change_on,
    o.settled_order,
    o.settled_payers,
    o.settled_payer_fen,
    o.settled_money_fen,
    o.gained_on,
    o.elsewhere_on,
    a.situation_key
FROM staging.assess_alike AS a
INNER JOIN staging.assess_outcome AS o ON a.like_key = o.person_key AND a.campaign_id = o.campaign_id
INNER JOIN staging.assess_trait AS t ON a.person_key = t.person_key AND a.campaign_id = t.campaign_id
LEFT JOIN paid AS p ON a.person_key = p.person_key AND o.plan_year = p.plan_year
CROSS JOIN LATERAL (SELECT coalesce(p.unit_id, t.list_unit_id, t.roll_unit_id) AS unit_id) AS u
WHERE a.campaign_id = :campaign_id
