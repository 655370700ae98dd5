-- One row per batch, receipt and unit of refunds (pseudonym): what the batch lists or withdraws, what the tax bureau has refunded, and
-- what is open. Refunds count for the receipt's newest line; what a later batch goes on with is moved. listed_fen = confirmed_fen +
-- moved_fen + open_fen in each row. The number of the receipt is not here; receipt_order is that of mart_case.receipt_state, NULL =
-- the receipt is no longer reported.
CREATE OR REPLACE VIEW mart_case.refund AS
WITH line AS (
    SELECT
        l.*,
        lead(l.batch_no) OVER w AS next_no,
        lead(l.confirmed_fen) OVER w AS next_confirmed_fen
    FROM ledger.refund_line AS l
    WINDOW w AS (PARTITION BY l.campaign_id, l.person_key, l.receipt_no, l.unit_id ORDER BY l.batch_no)
),

receipt AS MATERIALIZED (
    SELECT
        r.campaign_id,
        r.person_key,
        r.fact_key,
        r.receipt_no,
        r.receipt_order,
        r.reversed_fen
    FROM core.receipt_state AS r
    WHERE (r.campaign_id, r.fact_key, r.receipt_no) IN (SELECT l.campaign_id, l.person_key, l.receipt_no FROM ledger.refund_line AS l)
),

settled AS (
    SELECT
        l.*,
        coalesce(r.person_key, l.person_key) AS owner_key,
        r.receipt_order,
        CASE
            WHEN l.next_no IS NOT NULL THEN l.next_confirmed_fen
            ELSE least(l.refundable_fen, greatest(coalesce(r.reversed_fen - l.reversed_fen, 0), 0))
        END AS since_fen
    FROM line AS l
    LEFT JOIN receipt AS r ON l.campaign_id = r.campaign_id AND l.person_key = r.fact_key AND l.receipt_no = r.receipt_no
)

SELECT
    c.pack_code,
    b.batch_no,
    b.as_of,
    b.listed_on,
    s.owner_key AS person_key,
    s.plan_year,
    s.receipt_order,
    s.unit_id,
    u.name AS unit_name,
    s.received_on,
    s.reason,
    w.state_zh AS reason_zh,
    s.fen AS listed_fen,
    s.since_fen AS confirmed_fen,
    s.fen - s.since_fen - CASE WHEN s.next_no IS NULL THEN s.refundable_fen - s.since_fen ELSE 0 END AS moved_fen,
    CASE WHEN s.next_no IS NULL THEN s.refundable_fen - s.since_fen ELSE 0 END AS open_fen
FROM settled AS s
INNER JOIN ledger.refund_batch AS b ON s.campaign_id = b.campaign_id AND s.batch_no = b.batch_no
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id
LEFT JOIN core.receipt_word AS w ON s.reason = w.state AND w.owner = 'person';
