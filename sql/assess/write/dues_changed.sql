-- Updates the results that differ; equal results are not written again.
UPDATE core.dues AS d
SET
    status = s.status,
    unit_id = s.unit_id,
    household_key = s.household_key,
    category = s.category,
    rule_id = s.rule_id,
    price_fen = s.price_fen,
    due_fen = s.due_fen,
    fund_fen = s.fund_fen,
    payer = s.payer,
    reimbursable_fen = s.reimbursable_fen,
    paid_fen = s.paid_fen,
    refundable_fen = s.refundable_fen,
    settled_on = s.settled_on,
    identity_on = s.identity_on,
    coverage_from = s.coverage_from,
    coverage_rule_id = s.coverage_rule_id,
    is_special = s.is_special,
    flags = s.flags,
    next_change_on = s.next_change_on,
    tier = s.tier,
    tier_enjoyed = s.tier_enjoyed,
    fiscal_fen = s.fiscal_fen,
    payers = s.payers,
    payer_fen = s.payer_fen,
    waiting_months = s.waiting_months,
    full_benefit_from = s.full_benefit_from,
    waiting_rule_id = s.waiting_rule_id,
    consecutive_years = s.consecutive_years,
    reward_fen = s.reward_fen,
    open_category = s.open_category,
    open_rule_id = s.open_rule_id,
    situation_key = s.situation_key,
    outcome_key = s.outcome_key
FROM (
    SELECT r.*
    FROM staging.assess_result AS r
    INNER JOIN staging.assess_difference AS x
        ON r.campaign_id = x.campaign_id AND r.person_key = x.person_key AND r.plan_year = x.plan_year
    WHERE r.campaign_id = :campaign_id AND NOT x.is_gone AND x.situation_before IS NOT NULL
) AS s
WHERE
    d.campaign_id = :campaign_id AND d.campaign_id = s.campaign_id AND d.person_key = s.person_key
    AND d.plan_year = s.plan_year
