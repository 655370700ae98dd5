-- The lines of a batch that was opened in this transaction: refundable money of each receipt, less what earlier batches list and
-- the tax bureau has not refunded. Money that a reversal took back since the line before settles the line; it is not withdrawn.
INSERT INTO ledger.refund_line (
    campaign_id, batch_no, person_key, receipt_no, unit_id, plan_year, received_on, reason, fen, confirmed_fen, refundable_fen,
    reversed_fen
)
WITH before AS MATERIALIZED (
    SELECT DISTINCT ON (l.person_key, l.receipt_no, l.unit_id)
        l.person_key,
        l.receipt_no,
        l.unit_id,
        l.plan_year,
        l.received_on,
        l.reason,
        l.refundable_fen,
        l.reversed_fen
    FROM ledger.refund_line AS l
    WHERE l.campaign_id = :campaign_id
    ORDER BY l.person_key, l.receipt_no, l.unit_id, l.batch_no DESC
),

receipt AS MATERIALIZED (
    SELECT
        r.fact_key AS person_key,
        r.receipt_no,
        coalesce(d.unit_id, '') AS unit_id,
        r.plan_year,
        r.received_on,
        r.state,
        r.refundable_fen,
        r.reversed_fen
    FROM core.receipt_state AS r
    LEFT JOIN core.dues AS d ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND r.plan_year = d.plan_year
    WHERE
        r.campaign_id = :campaign_id
        AND (r.refundable_fen > 0 OR (r.fact_key, r.receipt_no) IN (SELECT b.person_key, b.receipt_no FROM before AS b))
),

listed AS (
    SELECT b.person_key, b.receipt_no, b.unit_id
    FROM before AS b
    UNION
    SELECT r.person_key, r.receipt_no, r.unit_id
    FROM receipt AS r
    WHERE r.refundable_fen > 0
),

summed AS (
    SELECT
        p.person_key,
        p.receipt_no,
        p.unit_id,
        coalesce(r.plan_year, b.plan_year) AS plan_year,
        coalesce(r.received_on, b.received_on) AS received_on,
        -- a receipt that is withdrawn keeps the reason for which it was listed
        CASE WHEN r.refundable_fen > 0 AND r.unit_id = p.unit_id THEN r.state ELSE coalesce(b.reason, r.state) END AS reason,
        CASE WHEN r.unit_id = p.unit_id THEN r.refundable_fen ELSE 0 END AS refundable_fen,
        coalesce(r.reversed_fen, b.reversed_fen) AS reversed_fen,
        coalesce(b.refundable_fen, 0) AS before_fen,
        least(
            coalesce(b.refundable_fen, 0), greatest(coalesce(r.reversed_fen - b.reversed_fen, 0), 0)
        ) AS confirmed_fen
    FROM listed AS p
    LEFT JOIN before AS b ON p.person_key = b.person_key AND p.receipt_no = b.receipt_no AND p.unit_id = b.unit_id
    LEFT JOIN receipt AS r ON p.person_key = r.person_key AND p.receipt_no = r.receipt_no
)

SELECT
    CAST(:campaign_id AS integer),
    CAST(:batch_no AS integer),
    s.person_key,
    s.receipt_no,
    s.unit_id,
    s.plan_year,
    s.received_on,
    s.reason,
    s.refundable_fen - (s.before_fen - s.confirmed_fen),
    s.confirmed_fen,
    s.refundable_fen,
    s.reversed_fen
FROM summed AS s
WHERE s.refundable_fen <> s.before_fen OR s.confirmed_fen > 0
