-- Effects of reversals: on receipts of money, and on cash that never became money. Views, so that no order of arrival can matter.

-- A reversal takes money back from the receipt that it names, if person (whichever of the person's keys) and plan year agree.
-- Several reversals of one receipt count in the order of day and number, as long as their sum does not exceed the receipt.
-- Whether a reversal counts never depends on later ones, so the answer does not depend on the day as of which it is asked.
-- A receipt that is known as cash alone is no money: its reversal takes no money back, and ends the cash.
CREATE VIEW core.reversal_state AS
-- the few receipts that a reversal names
WITH named AS MATERIALIZED (
    SELECT
        p.campaign_id,
        p.person_key,
        p.receipt_no,
        p.plan_year,
        p.amount_fen,
        p.received_on
    FROM core.payment AS p
    WHERE (p.campaign_id, p.receipt_no) IN (SELECT r.campaign_id, r.receipt_no FROM core.reversal AS r)
),

-- the fewer that are named and known as cash; a feed may send a receipt again
cash AS MATERIALIZED (
    SELECT DISTINCT ON (c.campaign_id, c.receipt_no)
        c.campaign_id,
        c.person_key,
        c.receipt_no,
        c.plan_year,
        c.amount_fen
    FROM core.collected_cash AS c
    WHERE (c.campaign_id, c.receipt_no) IN (SELECT r.campaign_id, r.receipt_no FROM core.reversal AS r)
    ORDER BY c.campaign_id, c.receipt_no, c.person_key, c.delivery_id, c.row_no
),

met AS (
    SELECT
        r.*,
        p.person_key AS paid_key,
        p.amount_fen AS paid_fen,
        p.received_on AS paid_on,
        c.amount_fen AS cash_fen,
        coalesce(
            coalesce(p.plan_year, c.plan_year) = r.plan_year
            AND coalesce(o.person_key, p.person_key, c.person_key) = coalesce(w.person_key, r.person_key), FALSE
        ) AS is_same
    FROM core.reversal AS r
    LEFT JOIN named AS p ON r.campaign_id = p.campaign_id AND r.receipt_no = p.receipt_no
    LEFT JOIN cash AS c ON r.campaign_id = c.campaign_id AND r.receipt_no = c.receipt_no AND p.person_key IS NULL
    LEFT JOIN core.linked_person AS w ON r.person_key = w.fact_key
    LEFT JOIN core.linked_person AS o ON coalesce(p.person_key, c.person_key) = o.fact_key
),

summed AS (
    SELECT
        m.*,
        sum(m.amount_fen) OVER (
            PARTITION BY m.campaign_id, m.receipt_no, m.is_same ORDER BY m.received_on, m.reversal_no COLLATE "C"  -- noqa: RF03
        ) AS total_fen
    FROM met AS m
)

SELECT
    s.campaign_id,
    s.person_key,
    s.reversal_no,
    s.receipt_no,
    s.paid_key,
    s.paid_on,
    s.plan_year,
    s.amount_fen,
    s.received_on,
    s.unit_id,
    s.delivery_id,
    s.row_no,
    CASE
        WHEN s.paid_key IS NULL AND s.cash_fen IS NULL THEN 'receipt_missing'
        WHEN NOT s.is_same THEN 'receipt_differs'
        WHEN s.total_fen > coalesce(s.paid_fen, s.cash_fen) THEN 'exceeds'
        WHEN s.paid_key IS NULL THEN 'cash_counted'
        ELSE 'counted'
    END AS state
FROM summed AS s;
COMMENT ON VIEW core.reversal_state IS 'one row per reversal, with its effect (view)';

CREATE VIEW core.taken_back AS
SELECT
    v.campaign_id,
    v.paid_key,
    v.receipt_no,
    sum(v.amount_fen)::bigint AS fen
FROM core.reversal_state AS v
WHERE v.state = 'counted'
GROUP BY v.campaign_id, v.paid_key, v.receipt_no;
COMMENT ON VIEW core.taken_back IS 'one row per receipt of which money was taken back on whatever day, with the sum (view)';

-- Reversals that the last assessment knew: received and committed by then.
CREATE VIEW core.assessed_reversal AS
SELECT
    v.campaign_id,
    v.paid_key,
    v.receipt_no,
    v.state,
    sum(v.amount_fen)::bigint AS fen
FROM core.reversal_state AS v
INNER JOIN landing.watermark AS w ON v.campaign_id = w.campaign_id
INNER JOIN landing.delivery AS d ON v.campaign_id = d.campaign_id AND v.delivery_id = d.delivery_id
WHERE v.state IN ('counted', 'cash_counted') AND v.received_on <= w.assessed_on AND d.committed_no <= w.assessed_no
GROUP BY v.campaign_id, v.paid_key, v.receipt_no, v.state;
COMMENT ON VIEW core.assessed_reversal IS
'one row per receipt of money or cash that reversals took back by the last assessment, with the sum (view)';

-- The newest row of a receipt counts, by the last day of its feed; the day of receipt and the money are those of the payment.
-- A reversal of a receipt that never became money ends the cash, as if it had not been reported.
CREATE VIEW core.cash_receipt AS
WITH newest AS (
    SELECT DISTINCT ON (c.campaign_id, c.person_key, c.receipt_no)
        c.campaign_id,
        c.person_key,
        c.receipt_no,
        c.collector,
        c.plan_year,
        c.amount_fen,
        c.collected_on,
        c.channel,
        c.unit_id
    FROM core.collected_cash AS c
    INNER JOIN landing.effective_delivery AS d ON c.campaign_id = d.campaign_id AND c.delivery_id = d.delivery_id
    ORDER BY c.campaign_id, c.person_key, c.receipt_no, d.cut_off_on DESC, c.delivery_id DESC, c.row_no DESC
),

-- cash that was reported by mistake
reversed AS (
    SELECT
        b.campaign_id,
        b.receipt_no,
        b.fen
    FROM core.assessed_reversal AS b
    WHERE b.state = 'cash_counted'
)

SELECT
    n.campaign_id,
    coalesce(l.person_key, n.person_key) AS person_key,
    n.receipt_no,
    n.collector,
    n.plan_year,
    coalesce(p.amount_fen, n.amount_fen - coalesce(b.fen, 0)) AS amount_fen,
    n.collected_on,
    p.received_on,
    n.channel,
    n.unit_id,
    CASE
        WHEN p.receipt_no IS NOT NULL THEN 'received'
        WHEN b.fen = n.amount_fen THEN 'reversed'
        ELSE 'held'
    END AS state
FROM newest AS n
LEFT JOIN core.payment AS p
    ON n.campaign_id = p.campaign_id AND n.person_key = p.person_key AND n.receipt_no = p.receipt_no
LEFT JOIN reversed AS b ON n.campaign_id = b.campaign_id AND n.receipt_no = b.receipt_no
LEFT JOIN core.linked_person AS l ON n.person_key = l.fact_key;
COMMENT ON VIEW core.cash_receipt IS 'one row per receipt of cash with its collector, its state, and the day on which the money was received (view)';
