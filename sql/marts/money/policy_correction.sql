-- One row per change of the pack's version, plan year, unit, category before and after, and payer: the effect of the change.
-- Payer '' is the persons' own part (due, refundable); a fund's line counts the persons whose share of it changed. A change
-- without effect has one row without unit. Several lines may count a person; correction_persons counts each person once.
CREATE OR REPLACE VIEW mart.policy_correction AS
SELECT
    c.pack_code,
    k.assess_no,
    k.old_version,
    k.new_version,
    k.business_date,
    k.takes_effect,
    k.from_on,
    k.rule_id,
    k.clause,
    k.quote,
    ARRAY(
        SELECT e.change ->> 'text' FROM jsonb_array_elements(k.changes) WITH ORDINALITY AS e (change, place) ORDER BY e.place
    ) AS changes_zh,
    k.persons AS correction_persons,
    l.plan_year,
    l.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    COALESCE(b.shown_category, regexp_replace(l.category_before, '^unknown:.*', 'unknown:')) AS category_before,
    COALESCE(b.label_zh, regexp_replace(l.category_before, '^unknown:.*', '未登记类别')) AS category_before_label,
    COALESCE(a.shown_category, regexp_replace(l.category_after, '^unknown:.*', 'unknown:')) AS category_after,
    COALESCE(a.label_zh, regexp_replace(l.category_after, '^unknown:.*', '未登记类别')) AS category_after_label,
    l.payer,
    COALESCE(p.label_zh, l.payer) AS payer_label,
    l.persons,
    l.due_before_fen,
    l.due_after_fen,
    l.due_after_fen - l.due_before_fen AS due_difference_fen,
    l.fund_before_fen,
    l.fund_after_fen,
    l.fund_after_fen - l.fund_before_fen AS fund_difference_fen,
    l.posted_fund_after_fen - l.posted_fund_before_fen AS posted_fund_difference_fen,
    l.refundable_after_fen - l.refundable_before_fen AS refundable_difference_fen,
    l.reimbursable_after_fen - l.reimbursable_before_fen AS reimbursable_difference_fen
FROM ledger.policy_correction AS k
INNER JOIN policy.campaign AS c ON k.campaign_id = c.campaign_id
LEFT JOIN ledger.policy_correction_line AS l ON k.campaign_id = l.campaign_id AND k.assess_no = l.assess_no
LEFT JOIN policy.unit AS u ON l.campaign_id = u.campaign_id AND l.unit_id = u.unit_id
LEFT JOIN landing.category_label AS b ON l.campaign_id = b.campaign_id AND l.category_before = b.category
LEFT JOIN landing.category_label AS a ON l.campaign_id = a.campaign_id AND l.category_after = a.category
LEFT JOIN policy.payer AS p ON l.campaign_id = p.campaign_id AND l.payer = p.payer;
