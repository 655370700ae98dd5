-- One row per person (pseudonym) and plan year: the due, the payers of the rest, and the clause of the rule.
CREATE OR REPLACE VIEW mart_case.dues AS
SELECT
    c.pack_code,
    d.person_key,
    d.plan_year,
    d.status,
    d.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    d.household_key,
    COALESCE(k.shown_category, regexp_replace(d.category, '^unknown:.*', 'unknown:')) AS category,
    COALESCE(k.label_zh, regexp_replace(d.category, '^unknown:.*', '未登记类别')) AS category_label,
    d.is_special,
    d.tier,
    d.price_fen,
    d.due_fen,
    d.fund_fen,
    d.payer,
    COALESCE(p.label_zh, d.payer) AS payer_label,
    d.reimbursable_fen,
    d.paid_fen,
    d.refundable_fen,
    d.settled_on,
    d.identity_on,
    d.rule_id,
    r.requirement_ids,
    r.clause,
    r.quote,
    d.coverage_from,
    d.coverage_rule_id,
    v.clause AS coverage_clause,
    v.quote AS coverage_quote,
    d.waiting_months,
    d.full_benefit_from,
    d.waiting_rule_id,
    d.consecutive_years,
    d.reward_fen,
    d.flags,
    d.next_change_on
FROM core.dues AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON d.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
LEFT JOIN landing.category_label AS k ON d.campaign_id = k.campaign_id AND d.category = k.category
LEFT JOIN policy.payer AS p ON d.campaign_id = p.campaign_id AND d.payer = p.payer
LEFT JOIN policy.rule AS r ON d.campaign_id = r.campaign_id AND d.rule_id = r.rule_id
LEFT JOIN policy.rule AS v ON d.campaign_id = v.campaign_id AND d.coverage_rule_id = v.rule_id;
