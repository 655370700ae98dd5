-- One row: feeds, days, units and channels whose loaded rows differ from the receipts of the warehouse, in number or money.
WITH stage AS (
    SELECT t.delivery_id, t.on_date, t.unit_id, t.channel, t.feed_rows, t.feed_fen
    FROM core.feed_day AS t
    WHERE t.campaign_id = :campaign_id AND t.outcome = 'receipt'
    UNION ALL
    SELECT p.delivery_id, p.received_on, coalesce(p.unit_id, ''), p.channel, -count(*), -sum(p.amount_fen)
    FROM core.payment AS p
    WHERE p.campaign_id = :campaign_id
    GROUP BY p.delivery_id, p.received_on, coalesce(p.unit_id, ''), p.channel
)

SELECT count(*) AS problems
FROM (
    SELECT s.delivery_id
    FROM stage AS s
    GROUP BY s.delivery_id, s.on_date, s.unit_id, s.channel
    HAVING sum(s.feed_rows) <> 0 OR sum(s.feed_fen) <> 0
) AS difference
