-- One row per (person, plan year) whose result is new or differs; what is already right is not written again.
INSERT INTO core.dues (
    campaign_id, person_key, plan_year, status, unit_id, household_key, category, rule_id, price_fen, due_fen, fund_fen,
    payer, reimbursable_fen, paid_fen, refundable_fen, settled_on, identity_on, coverage_from, coverage_rule_id, is_special,
    flags, next_change_on, tier, tier_enjoyed, fiscal_fen, payers, payer_fen, waiting_months,
    full_benefit_from, waiting_rule_id, consecutive_years, reward_fen,
    situation_key
)
SELECT
    r.campaign_id,
    r.person_key,
    r.plan_year,
    r.status,
    r.unit_id,
    r.household_key,
    r.category,
    r.rule_id,
    r.price_fen,
    r.due_fen,
    r.fund_fen,
    r.payer,
    r.reimbursable_fen,
    r.paid_fen,
    r.refundable_fen,
    r.settled_on,
    r.identity_on,
    r.coverage_from,
    r.coverage_rule_id,
    r.is_special,
    r.flags,
    r.next_change_on,
    r.tier,
    r.tier_enjoyed,
    r.fiscal_fen,
    r.payers,
    r.payer_fen,
    r.waiting_months,
    r.full_benefit_from,
    r.waiting_rule_id,
    r.consecutive_years,
    r.reward_fen,
    r.situation_key
FROM staging.assess_result AS r
LEFT JOIN core.dues AS d ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND r.plan_year = d.plan_year
WHERE
    r.campaign_id = :campaign_id
    AND (
        d.person_key IS NULL
        OR (
            d.status, d.unit_id, d.household_key, d.category, d.rule_id, d.price_fen, d.due_fen, d.fund_fen, d.payer,
            d.reimbursable_fen, d.paid_fen, d.refundable_fen, d.settled_on, d.identity_on, d.coverage_from,
            d.coverage_rule_id, d.is_special, d.flags, d.next_change_on, d.tier, d.tier_enjoyed, d.fiscal_fen, d.payers,
            d.payer_fen, d.waiting_months, d.full_benefit_from, d.waiting_rule_id, d.consecutive_years, d.reward_fen,
            d.situation_key
        ) IS DISTINCT FROM (
            r.status, r.unit_id, r.household_key, r.category, r.rule_id, r.price_fen, r.due_fen, r.fund_fen, r.payer,
            r.reimbursable_fen, r.paid_fen, r.refundable_fen, r.settled_on, r.identity_on, r.coverage_from,
            r.coverage_rule_id, r.is_special, r.flags, r.next_change_on, r.tier, r.tier_enjoyed, r.fiscal_fen, r.payers,
            r.payer_fen, r.waiting_months, r.full_benefit_from, r.waiting_rule_id, r.consecutive_years, r.reward_fen,
            r.situation_key
        )
    )
ORDER BY r.person_key
ON CONFLICT (campaign_id, person_key, plan_year) DO UPDATE SET
    status = excluded.status,
    unit_id = excluded.unit_id,
    household_key = excluded.household_key,
    category = excluded.category,
    rule_id = excluded.rule_id,
    price_fen = excluded.price_fen,
    due_fen = excluded.due_fen,
    fund_fen = excluded.fund_fen,
    payer = excluded.payer,
    reimbursable_fen = excluded.reimbursable_fen,
    paid_fen = excluded.paid_fen,
    refundable_fen = excluded.refundable_fen,
    settled_on = excluded.settled_on,
    identity_on = excluded.identity_on,
    coverage_from = excluded.coverage_from,
    coverage_rule_id = excluded.coverage_rule_id,
    is_special = excluded.is_special,
    flags = excluded.flags,
    next_change_on = excluded.next_change_on,
    tier = excluded.tier,
    tier_enjoyed = excluded.tier_enjoyed,
    fiscal_fen = excluded.fiscal_fen,
    payers = excluded.payers,
    payer_fen = excluded.payer_fen,
    waiting_months = excluded.waiting_months,
    full_benefit_from = excluded.full_benefit_from,
    waiting_rule_id = excluded.waiting_rule_id,
    consecutive_years = excluded.consecutive_years,
    reward_fen = excluded.reward_fen,
    situation_key = excluded.situation_key
