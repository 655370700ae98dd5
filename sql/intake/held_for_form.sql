-- One row per held delivery that waits only for a description of its layout or of its words for categories, in a stable order.
SELECT
    d.delivery_id,
    d.source,
    d.kind,
    d.list_mode,
    d.period,
    d.cut_off_on,
    d.version,
    d.file_name,
    d.sha256,
    d.delivered_on,
    d.reasons
FROM landing.delivery_status AS d
WHERE
    d.campaign_id = :campaign_id AND d.state = 'held' AND d.kind = ANY(:kinds)
    AND d.delivered_on <= :business_date AND cardinality(d.reason_codes) > 0
    AND d.reason_codes <@ CAST(:codes AS text [])
ORDER BY d.delivered_on, d.cut_off_on, d.source, d.period, d.version, d.delivery_id
