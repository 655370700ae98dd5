-- One row per pending delivery that waits for the next business day because its sender has used the share of this one, the
-- oldest first.
SELECT
    d.delivery_id,
    d.source,
    d.sender,
    d.period,
    d.version,
    d.delivered_on,
    d.reasons
FROM landing.delivery_status AS d
WHERE
    d.campaign_id = :campaign_id AND d.state = 'landed'
    AND d.reason_codes && CAST(:codes AS text [])
ORDER BY d.delivered_on, d.source, d.period, d.version, d.delivery_id
