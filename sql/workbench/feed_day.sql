-- The sums of the payments that were written straight into the warehouse, as the merge of their feeds would write them.
INSERT INTO core.feed_day (campaign_id, delivery_id, on_date, unit_id, channel, outcome, feed_rows, feed_fen)
SELECT
    p.campaign_id,
    p.delivery_id,
    p.received_on,
    coalesce(p.unit_id, ''),
    p.channel,
    'receipt',
    count(*),
    sum(p.amount_fen)
FROM core.payment AS p
WHERE p.campaign_id = :campaign_id
GROUP BY p.campaign_id, p.delivery_id, p.received_on, coalesce(p.unit_id, ''), p.channel
ON CONFLICT (campaign_id, delivery_id, on_date, unit_id, channel, outcome) DO NOTHING
