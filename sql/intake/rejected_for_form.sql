-- One row per delivery of the campaign that the gate rejected only for its header, or held only for a limit of reading, the oldest
-- first: today's layouts and limits may read it.
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
    d.campaign_id = :campaign_id
    AND cardinality(d.reason_codes) > 0
    AND (
        (d.state = 'rejected' AND d.reason_codes <@ CAST(:codes AS text []))
        OR (d.state = 'held' AND d.reason_codes <@ CAST(:limit_codes AS text []))
    )
    AND NOT EXISTS (
        SELECT FROM landing.decision AS n
        WHERE n.campaign_id = d.campaign_id AND n.delivery_id = d.delivery_id AND n.verdict = 'reject'
    )
ORDER BY d.delivered_on, d.source, d.period, d.version, d.delivery_id
