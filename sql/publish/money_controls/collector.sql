-- One row per unit, collector and limit with cash that should have been deposited by the end of a day.
SELECT
    unit_id,
    collector,
    held_receipts,
    held_fen,
    oldest_on::text AS oldest_on,
    deposit_by::text AS deposit_by,
    is_overdue,
    is_over_limit
FROM mart.cash_held
WHERE pack_code = (SELECT p.pack_code FROM policy.campaign AS p WHERE p.campaign_id = :campaign_id) AND on_date = :as_of AND (is_overdue OR is_over_limit)
ORDER BY unit_sort_order NULLS LAST, unit_id, oldest_on, collector, rule_id
