-- One row per numbered batch of refunds, unit and reason: what the batch lists, what the tax bureau has refunded, what later batches go
-- on with or withdraw, and what is open, for how many days. listed_fen = confirmed_fen + moved_fen + open_fen in each row. Over all
-- batches, open_fen is the refundable money of the ledger when the last batch was made, less refunds since.
CREATE OR REPLACE VIEW mart.refund AS
SELECT
    r.pack_code,
    r.batch_no,
    r.as_of,
    r.listed_on,
    r.unit_id,
    r.unit_name,
    r.reason,
    r.reason_zh,
    count(*) FILTER (WHERE r.listed_fen <> 0) AS listed_receipts,
    count(*) FILTER (WHERE r.open_fen > 0) AS open_receipts,
    sum(r.listed_fen)::bigint AS listed_fen,
    sum(r.confirmed_fen)::bigint AS confirmed_fen,
    sum(r.moved_fen)::bigint AS moved_fen,
    sum(r.open_fen)::bigint AS open_fen,
    CASE WHEN sum(r.open_fen) > 0 THEN max(w.assessed_on) - r.listed_on END AS days_open
FROM mart_case.refund AS r
INNER JOIN policy.campaign AS c ON r.pack_code = c.pack_code
INNER JOIN landing.watermark AS w ON c.campaign_id = w.campaign_id
GROUP BY r.pack_code, r.batch_no, r.as_of, r.listed_on, r.unit_id, r.unit_name, r.reason, r.reason_zh;
