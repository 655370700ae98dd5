-- One row per pending delivery of the given kinds that arrived by the business date, in a stable order: payments first.
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
    d.byte_count,
    d.sender
FROM landing.delivery AS d
WHERE
    d.campaign_id = :campaign_id AND d.state = 'landed' AND d.kind = ANY(:kinds)
    AND d.delivered_on <= :business_date
ORDER BY d.kind <> 'tax_feed', d.delivered_on, d.cut_off_on, d.source, d.period, d.version, d.delivery_id
