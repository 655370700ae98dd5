-- One row per plan year, unit, category, status, reason and rule: persons with an amount that an official must decide, and their
-- money. Their rows are in mart_case.exception.
CREATE OR REPLACE VIEW mart.exception AS
SELECT
    e.pack_code,
    e.plan_year,
    coalesce(e.unit_id, '') AS unit_id,
    e.unit_name,
    e.category,
    e.category_label,
    e.status,
    e.reason_code,
    e.reason_zh,
    e.rule_id,
    e.requirement_ids,
    e.clause,
    e.quote,
    count(*) AS persons,
    count(*) FILTER (WHERE e.paid_fen > 0) AS paid_persons,
    sum(e.paid_fen)::bigint AS paid_fen
FROM mart_case.exception AS e
GROUP BY
    e.pack_code, e.plan_year, e.unit_id, e.unit_name, e.category, e.category_label, e.status, e.reason_code, e.reason_zh,
    e.rule_id, e.requirement_ids, e.clause, e.quote;
