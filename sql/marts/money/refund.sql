-- One row per numbered batch of refunds, unit and reason: what the batch lists, what the tax bureau has refunded, what later batches go
-- on with or withdraw, and what is open, for how many days. listed_fen = confirmed_fen + moved_fen + open_fen in each row. Over all
-- batches, open_fen is the refundable money of the ledger when the last batch was made, less refunds since.
CREATE OR REPLACE VIEW mart.refund AS
SELECT
    c.pack_code,
    b.batch_no,
    b.as_of,
    b.listed_on,
    s.unit_id,
    u.name AS unit_name,
    s.reason,
    w.state_zh AS reason_zh,
    count(*) FILTER (WHERE s.listed_fen <> 0) AS listed_receipts,
    count(*) FILTER (WHERE s.open_fen > 0) AS open_receipts,
    sum(s.listed_fen)::bigint AS listed_fen,
    sum(s.confirmed_fen)::bigint AS confirmed_fen,
    sum(s.moved_fen)::bigint AS moved_fen,
    sum(s.open_fen)::bigint AS open_fen,
    CASE WHEN sum(s.open_fen) > 0 THEN max(a.assessed_on) - b.listed_on END AS days_open
FROM core.refund_state AS s
INNER JOIN ledger.refund_batch AS b ON s.campaign_id = b.campaign_id AND s.batch_no = b.batch_no
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
INNER JOIN landing.watermark AS a ON s.campaign_id = a.campaign_id
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id
LEFT JOIN core.receipt_word AS w ON s.reason = w.state AND w.owner = 'person'
GROUP BY c.pack_code, b.batch_no, b.as_of, b.listed_on, s.unit_id, u.name, s.reason, w.state_zh;
