-- Sums of the feed's clean rows by received day, unit and channel as stated, and by what became of them.
INSERT INTO core.feed_day (campaign_id, delivery_id, on_date, unit_id, channel, outcome, feed_rows, feed_fen)
SELECT
    r.campaign_id,
    r.delivery_id,
    r.on_date,
    r.unit_id,
    r.channel,
    r.outcome,
    count(*),
    sum(r.amount_fen)
FROM (
    SELECT
        f.campaign_id,
        f.delivery_id,
        coalesce(f.received_on, f.collected_on) AS on_date,
        coalesce(f.unit_id, '') AS unit_id,
        f.channel,
        f.amount_fen,
        CASE
            WHEN f.row_no = ANY(CAST(:conflicting_rows AS integer [])) THEN 'refused'
            WHEN f.row_no = ANY(CAST(:known_rows AS integer [])) THEN 'known'
            WHEN f.reversed_receipt_no IS NOT NULL THEN 'reversal'
            WHEN f.received_on IS NULL THEN 'cash'
            ELSE 'receipt'
        END AS outcome
    FROM staging.tax_feed AS f
    WHERE f.campaign_id = :campaign_id AND f.delivery_id = :delivery_id
) AS r
GROUP BY r.campaign_id, r.delivery_id, r.on_date, r.unit_id, r.channel, r.outcome
