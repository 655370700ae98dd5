-- 1 if the receipts that are known and due to be counted are not, to the fen, what the ledger received.
SELECT
    (
        coalesce((
            SELECT sum(p.amount_fen)
            FROM core.payment AS p
            INNER JOIN landing.watermark AS w ON p.campaign_id = w.campaign_id
            INNER JOIN landing.delivery AS d ON p.campaign_id = d.campaign_id AND p.delivery_id = d.delivery_id
            WHERE
                p.campaign_id = :campaign_id AND p.received_on <= w.assessed_on
                AND d.committed_no <= w.assessed_no
        ), 0)
        <> coalesce((SELECT sum(t.received_fen) FROM ledger.event_total AS t WHERE t.campaign_id = :campaign_id), 0)
    )::integer AS problems
