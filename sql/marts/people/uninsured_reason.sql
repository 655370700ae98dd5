-- One row per unit, deciding category and answered reason: persons with an answer of a township, now. Each person counts once.
CREATE OR REPLACE VIEW mart.uninsured_reason AS
SELECT
    r.pack_code,
    r.plan_year,
    coalesce(r.unit_id, '') AS unit_id,
    r.unit_name,
    r.unit_sort_order,
    coalesce(r.category, '') AS category,
    coalesce(r.category_label, '') AS category_label,
    r.reason,
    count(*) AS answered_persons,
    count(*) FILTER (WHERE r.status IS DISTINCT FROM 'enrolled') AS uninsured_persons,
    count(*) FILTER (WHERE r.status = 'enrolled') AS enrolled_persons,
    count(*) FILTER (WHERE r.is_contradicted) AS contradicted_persons,
    max(r.answered_on) AS last_answered_on
FROM mart_case.uninsured_reason AS r
GROUP BY
    r.pack_code, r.plan_year, coalesce(r.unit_id, ''), r.unit_name, r.unit_sort_order, coalesce(r.category, ''),
    coalesce(r.category_label, ''), r.reason;
