-- One row per person and plan year whose result is new.
INSERT INTO core.dues (
    campaign_id, person_key, plan_year, status, unit_id, household_key, category, rule_id, price_fen, due_fen,
    fund_fen, payer, reimbursable_fen, paid_fen, refundable_fen, settled_on, identity_on, coverage_from,
    coverage_rule_id, is_special, flags, next_change_on, tier, tier_enjoyed, fiscal_fen, payers, payer_fen,
    waiting_months, full_benefit_from, waiting_rule_id, consecutive_years, reward_fen, open_category, open_rule_id, situation_key,
    outcome_key
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
    r.open_category,
    r.open_rule_id,
    r.situation_key,
    r.outcome_key
FROM staging.assess_result AS r
INNER JOIN staging.assess_difference AS x
    ON r.campaign_id = x.campaign_id AND r.person_key = x.person_key AND r.plan_year = x.plan_year
WHERE r.campaign_id = :campaign_id AND NOT x.is_gone AND x.situation_before IS NULL
