-- One row: how many units of how many batches have other refundable money than the ledger had when the batch was made, and how many
-- lines are not the sum of their receipt's lines.
WITH batch AS (
    SELECT
        b.batch_no,
        b.known_no
    FROM ledger.refund_batch AS b
    WHERE b.campaign_id = :campaign_id
),

stated AS (
    SELECT
        b.batch_no,
        l.unit_id,
        l.fen - l.confirmed_fen AS fen
    FROM batch AS b
    INNER JOIN ledger.refund_line AS l ON b.batch_no >= l.batch_no
    WHERE l.campaign_id = :campaign_id
    UNION ALL
    SELECT
        b.batch_no,
        t.unit_id,
        -t.refundable_fen AS fen
    FROM batch AS b
    INNER JOIN ledger.event_total AS t ON b.known_no >= t.assess_no
    WHERE t.campaign_id = :campaign_id AND t.refundable_fen <> 0
),

differing AS (
    SELECT FROM stated AS s
    GROUP BY s.batch_no, s.unit_id
    HAVING sum(s.fen) <> 0
),

summed AS (
    SELECT
        l.refundable_fen,
        sum(l.fen - l.confirmed_fen) OVER (
            PARTITION BY l.person_key, l.receipt_no, l.unit_id ORDER BY l.batch_no
        ) AS fen
    FROM ledger.refund_line AS l
    WHERE l.campaign_id = :campaign_id
)

SELECT (SELECT count(*) FROM differing) + (SELECT count(*) FROM summed AS s WHERE s.refundable_fen <> s.fen) AS problems
