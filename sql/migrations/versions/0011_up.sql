-- Reversals of receipts: what the tax bureau took back again, each a fact of its own that names the receipt.

-- one row per reversal that a feed reported, whether its receipt has come or not. Never changed.
CREATE TABLE core.reversal (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    reversal_no   text NOT NULL,
    receipt_no    text NOT NULL,
    plan_year     integer NOT NULL,
    amount_fen    bigint NOT NULL CHECK (amount_fen > 0),
    collected_on  date NOT NULL,
    received_on   date NOT NULL,
    channel       text NOT NULL,
    unit_id       text,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, reversal_no)
);
CREATE INDEX reversal_number ON core.reversal (campaign_id, reversal_no);

-- one row per reversal with what it does. It takes back money of the receipt with its number, of the same person (whichever
-- of the person's keys) and plan year; the reversals of one receipt count one after the other, in the order of day and
-- number, as long as together they do not exceed it. Whether one counts never depends on those that come after it in that
-- order, so that it does not depend on the day as of which it is asked.
CREATE VIEW core.reversal_state AS
WITH met AS (
    SELECT
        r.*,
        p.person_key AS paid_key,
        p.amount_fen AS paid_fen,
        p.received_on AS paid_on,
        coalesce(
            p.plan_year = r.plan_year AND coalesce(o.person_key, p.person_key) = coalesce(w.person_key, r.person_key), FALSE
        ) AS is_same
    FROM core.reversal AS r
    LEFT JOIN core.payment AS p ON r.campaign_id = p.campaign_id AND r.receipt_no = p.receipt_no
    LEFT JOIN core.linked_person AS w ON r.person_key = w.fact_key
    LEFT JOIN core.linked_person AS o ON p.person_key = o.fact_key
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
        WHEN s.paid_key IS NULL THEN 'receipt_missing'
        WHEN NOT s.is_same THEN 'receipt_differs'
        WHEN s.total_fen > s.paid_fen THEN 'exceeds'
        ELSE 'counted'
    END AS state
FROM summed AS s;

-- NULL = the row is a receipt
ALTER TABLE staging.tax_feed ADD COLUMN reversed_receipt_no text;
