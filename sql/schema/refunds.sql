-- What became of each line of a batch of refunds. Refunds count for the receipt's newest line; what a later batch goes on with is moved.
CREATE VIEW core.refund_state AS
WITH line AS (
    SELECT
        l.*,
        lead(l.batch_no) OVER w AS next_no,
        lead(l.confirmed_fen) OVER w AS next_confirmed_fen
    FROM ledger.refund_line AS l
    WINDOW w AS (PARTITION BY l.campaign_id, l.person_key, l.receipt_no, l.unit_id ORDER BY l.batch_no)
),

settled AS (
    SELECT
        l.*,
        CASE
            WHEN l.next_no IS NOT NULL THEN l.next_confirmed_fen
            ELSE least(l.refundable_fen, greatest(coalesce(b.fen - l.reversed_fen, 0), 0))
        END AS since_fen
    FROM line AS l
    LEFT JOIN core.assessed_reversal AS b
        ON l.campaign_id = b.campaign_id AND l.person_key = b.paid_key AND l.receipt_no = b.receipt_no AND b.state = 'counted'
)

SELECT
    s.campaign_id,
    s.batch_no,
    coalesce(o.person_key, s.person_key) AS person_key,
    s.person_key AS fact_key,
    s.receipt_no,
    s.plan_year,
    s.unit_id,
    s.received_on,
    s.reason,
    s.fen AS listed_fen,
    s.since_fen AS confirmed_fen,
    s.fen - s.since_fen - CASE WHEN s.next_no IS NULL THEN s.refundable_fen - s.since_fen ELSE 0 END AS moved_fen,
    CASE WHEN s.next_no IS NULL THEN s.refundable_fen - s.since_fen ELSE 0 END AS open_fen
FROM settled AS s
LEFT JOIN core.linked_person AS o ON s.person_key = o.fact_key;
COMMENT ON VIEW core.refund_state IS
'one row per batch, receipt and unit of refunds, with what the tax bureau has refunded and what is open (view)';
