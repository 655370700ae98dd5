-- One row per batch, receipt and unit of refunds (pseudonym): what the batch lists or withdraws, what the tax bureau has refunded, and
-- what is open. Refunds count for the receipt's newest line; what a later batch goes on with is moved. listed_fen = confirmed_fen +
-- moved_fen + open_fen in each row. The number of the receipt is not here; receipt_order is that of mart_case.receipt_state, NULL =
-- the receipt is no longer reported.
CREATE OR REPLACE VIEW mart_case.refund AS
WITH receipt AS MATERIALIZED (
    SELECT
        r.campaign_id,
        r.fact_key,
        r.receipt_no,
        r.receipt_order
    FROM core.receipt_state AS r
    WHERE (r.campaign_id, r.fact_key, r.receipt_no) IN (SELECT l.campaign_id, l.person_key, l.receipt_no FROM ledger.refund_line AS l)
)

SELECT
    c.pack_code,
    b.batch_no,
    b.as_of,
    b.listed_on,
    s.person_key,
    s.plan_year,
    r.receipt_order,
    s.unit_id,
    u.name AS unit_name,
    s.received_on,
    s.reason,
    w.state_zh AS reason_zh,
    s.listed_fen,
    s.confirmed_fen,
    s.moved_fen,
    s.open_fen
FROM core.refund_state AS s
INNER JOIN ledger.refund_batch AS b ON s.campaign_id = b.campaign_id AND s.batch_no = b.batch_no
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
LEFT JOIN receipt AS r ON s.campaign_id = r.campaign_id AND s.fact_key = r.fact_key AND s.receipt_no = r.receipt_no
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id
LEFT JOIN core.receipt_word AS w ON s.reason = w.state AND w.owner = 'person';
