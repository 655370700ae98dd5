-- One row per held or rejected delivery up to as_of, with the reasons that its sender received.
SELECT
    d.source,
    d.sender,
    d.period,
    d.version,
    d.delivered_on,
    d.state,
    d.reasons_zh
FROM mart.delivery AS d
WHERE d.pack_code = :pack_code AND d.delivered_on <= :as_of AND d.state IN ('held', 'rejected')
ORDER BY d.delivered_on, d.source, d.period, d.version, d.delivery_id
