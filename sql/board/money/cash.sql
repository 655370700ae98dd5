-- One row per unit whose collectors hold cash at the end of a day.
SELECT
    unit_id,
    unit_name,
    count(DISTINCT collector) AS collectors,
    sum(held_receipts)::bigint AS held_receipts,
    sum(held_fen)::bigint AS held_fen,
    min(oldest_on) AS oldest_on,
    count(DISTINCT collector) FILTER (WHERE is_over_limit) AS over_limit,
    count(DISTINCT collector) FILTER (WHERE is_overdue) AS overdue
FROM mart.cash_held
WHERE pack_code = :pack_code AND on_date = :as_of
GROUP BY unit_id, unit_name, unit_sort_order
ORDER BY unit_sort_order NULLS LAST, unit_id
