-- One row per delivery of the campaign that was rejected by machine for its header alone, the oldest first: it can be
-- read again by the layouts of today.
SELECT
    d.delivery_id,
    d.source,
    d.sender,
    d.period,
    d.version,
    d.delivered_on,
    d.reasons
FROM landing.delivery AS d
WHERE
    d.campaign_id = :campaign_id AND d.state = 'rejected'
    AND jsonb_array_length(d.reasons) > 0
    AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(d.reasons) AS r (item) WHERE NOT r.item ->> 'code' = ANY(:codes)
    )
    AND NOT EXISTS (
        SELECT FROM landing.decision AS n
        WHERE n.campaign_id = d.campaign_id AND n.delivery_id = d.delivery_id AND n.verdict = 'reject'
    )
ORDER BY d.delivered_on, d.source, d.period, d.version, d.delivery_id
