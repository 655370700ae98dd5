-- One row per unit: receipts registered up to a day, by the tax bureau's term for its audit.
SELECT
    unit_id,
    unit_name,
    sum(met_receipts)::bigint AS met_receipts,
    sum(open_receipts)::bigint AS open_receipts,
    sum(missed_receipts)::bigint AS missed_receipts,
    sum(missed_fen)::bigint AS missed_fen
FROM mart.audit_clock
WHERE pack_code = :pack_code AND registered_on <= :as_of
GROUP BY unit_id, unit_name, unit_sort_order
ORDER BY unit_sort_order NULLS LAST, unit_id
