-- One row per source and reason: rows of accepted deliveries up to as_of that wait for a correction.
SELECT
    source,
    sender,
    reason_code,
    SUM(quarantined_rows)::bigint AS quarantined_rows
FROM mart.quarantine
WHERE pack_code = :pack_code AND delivered_on <= :as_of AND state = 'committed'
GROUP BY source, sender, reason_code
ORDER BY source, reason_code
