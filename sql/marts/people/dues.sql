-- One row per plan year, unit, category, payer, status, tier and deciding rule: persons, and sums of what they owe, what they paid
-- and what funds pay. Every sum over rows is a sum over persons; no row leads to a person. Their rows are in mart_case.dues.
CREATE OR REPLACE VIEW mart.dues AS
SELECT
    d.pack_code,
    d.plan_year,
    coalesce(d.unit_id, '') AS unit_id,
    d.unit_name,
    d.unit_sort_order,
    d.category,
    d.category_label,
    d.is_special,
    d.payer,
    d.payer_label,
    d.status,
    d.tier,
    d.rule_id,
    d.requirement_ids,
    d.clause,
    d.quote,
    count(*) AS persons,
    count(*) FILTER (WHERE d.due_fen IS NULL) AS undefined_due_persons,
    count(*) FILTER (WHERE d.paid_fen > 0) AS paid_persons,
    count(*) FILTER (WHERE d.fund_fen > 0) AS fund_persons,
    count(*) FILTER (WHERE d.refundable_fen > 0) AS refundable_persons,
    sum(d.price_fen)::bigint AS price_fen,
    sum(d.due_fen)::bigint AS due_fen,
    sum(d.fund_fen)::bigint AS fund_fen,
    sum(d.reimbursable_fen)::bigint AS reimbursable_fen,
    sum(d.paid_fen)::bigint AS paid_fen,
    sum(d.refundable_fen)::bigint AS refundable_fen,
    sum(d.reward_fen)::bigint AS reward_fen
FROM mart_case.dues AS d
GROUP BY
    d.pack_code, d.plan_year, d.unit_id, d.unit_name, d.unit_sort_order, d.category, d.category_label, d.is_special, d.payer,
    d.payer_label, d.status, d.tier, d.rule_id, d.requirement_ids, d.clause, d.quote;
