-- One row: 1 if the counted receipts, less the money taken back, differ from the money that the ledger received.
WITH known AS (
    SELECT
        d.campaign_id,
        d.delivery_id,
        w.assessed_on
    FROM landing.watermark AS w
    INNER JOIN landing.delivery AS d ON w.campaign_id = d.campaign_id AND w.assessed_no >= d.committed_no
    WHERE w.campaign_id = :campaign_id
),

receipt AS (
    SELECT
        p.person_key,
        p.receipt_no,
        p.amount_fen
    FROM core.payment AS p
    INNER JOIN known AS k ON p.campaign_id = k.campaign_id AND p.delivery_id = k.delivery_id
    WHERE p.campaign_id = :campaign_id AND p.received_on <= k.assessed_on
),

taken_back AS (
    SELECT v.amount_fen
    FROM core.reversal_state AS v
    INNER JOIN known AS k ON v.campaign_id = k.campaign_id AND v.delivery_id = k.delivery_id
    INNER JOIN receipt AS r ON v.paid_key = r.person_key AND v.receipt_no = r.receipt_no
    WHERE v.campaign_id = :campaign_id AND v.state = 'counted' AND v.received_on <= k.assessed_on
)

SELECT
    (
        coalesce((SELECT sum(r.amount_fen) FROM receipt AS r), 0)
        - coalesce((SELECT sum(b.amount_fen) FROM taken_back AS b), 0)
        <> coalesce((SELECT sum(t.received_fen) FROM ledger.event_total AS t WHERE t.campaign_id = :campaign_id), 0)
    )::integer AS problems
