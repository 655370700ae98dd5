-- One row per held delivery that arrived before a day, the longest-waiting first.
SELECT
    d.delivery_id::text AS delivery_id,
    d.sender,
    d.period,
    d.version,
    d.delivered_on
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND d.state = 'held' AND d.delivered_on < :before
ORDER BY d.delivered_on, d.source, d.period, d.version, d.delivery_id
