-- One row per person and plan year of the given persons: the account, with clause and quote of the rules that decide it.
SELECT
    d.person_key,
    d.plan_year,
    d.status,
    u.name AS unit_name,
    d.category,
    d.rule_id,
    r.clause,
    r.quote,
    d.tier,
    d.tier_enjoyed,
    d.due_fen,
    d.paid_fen,
    d.reimbursable_fen,
    d.refundable_fen,
    d.fiscal_fen,
    d.reward_fen,
    d.payers,
    d.payer_fen,
    d.settled_on,
    d.coverage_from,
    d.coverage_rule_id,
    v.clause AS coverage_clause,
    v.quote AS coverage_quote,
    d.waiting_months,
    d.full_benefit_from,
    d.waiting_rule_id,
    w.clause AS waiting_clause,
    w.quote AS waiting_quote,
    d.consecutive_years,
    i.household_key IS NOT NULL AS household_incomplete,
    d.flags
FROM core.dues AS d
LEFT JOIN policy.rule AS r ON d.campaign_id = r.campaign_id AND d.rule_id = r.rule_id
LEFT JOIN policy.rule AS v ON d.campaign_id = v.campaign_id AND d.coverage_rule_id = v.rule_id
LEFT JOIN policy.rule AS w ON d.campaign_id = w.campaign_id AND d.waiting_rule_id = w.rule_id
LEFT JOIN policy.unit AS u ON d.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
LEFT JOIN mart_case.household_incomplete AS i
    ON d.household_key = i.household_key AND d.plan_year = i.plan_year AND i.pack_code = :pack_code
WHERE d.campaign_id = :campaign_id AND d.person_key = ANY(:person_keys)
