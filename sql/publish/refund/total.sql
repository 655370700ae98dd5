-- One row per unit with refundable money, by the lines up to the batch or by the ledger's totals that the batch knew: lines less
-- refunds since the first batch, and the ledger's sum. The totals have no person, so that the lines are compared with another table.
SELECT
    s.unit_id,
    sum(s.listed_fen)::bigint AS listed_fen,
    sum(s.confirmed_fen)::bigint AS confirmed_fen,
    sum(s.refundable_fen)::bigint AS refundable_fen
FROM (
    SELECT
        l.unit_id,
        l.fen AS listed_fen,
        l.confirmed_fen,
        0 AS refundable_fen
    FROM ledger.refund_line AS l
    WHERE l.campaign_id = :campaign_id AND l.batch_no <= :batch_no
    UNION ALL
    SELECT
        t.unit_id,
        0 AS listed_fen,
        0 AS confirmed_fen,
        t.refundable_fen
    FROM ledger.event_total AS t
    WHERE t.campaign_id = :campaign_id AND t.assess_no <= :known_no AND t.refundable_fen <> 0
) AS s
GROUP BY s.unit_id
HAVING sum(s.listed_fen) <> 0 OR sum(s.confirmed_fen) <> 0 OR sum(s.refundable_fen) <> 0
ORDER BY s.unit_id
