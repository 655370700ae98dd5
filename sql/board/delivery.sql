-- One row per delivery that arrived in the period, with its state now; no names of files.
SELECT
    source,
    sender,
    period,
    version,
    delivered_on,
    state,
    row_count,
    quarantine_count,
    reasons_zh
FROM mart.delivery
WHERE pack_code = :pack_code AND delivered_on BETWEEN :first_day AND :last_day
ORDER BY delivered_on, source, period, version, delivery_id
