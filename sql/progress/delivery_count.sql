-- One row per state: deliveries up to as_of and their rows.
SELECT
    state,
    COUNT(*) AS deliveries,
    COALESCE(SUM(row_count), 0)::bigint AS rows_read,
    COALESCE(SUM(clean_count), 0)::bigint AS rows_clean,
    COALESCE(SUM(duplicate_count), 0)::bigint AS rows_duplicate,
    COALESCE(SUM(quarantine_count), 0)::bigint AS rows_quarantined
FROM mart.delivery
WHERE pack_code = :pack_code AND delivered_on <= :as_of
GROUP BY state
ORDER BY state
