-- One row: differences between statements and receipts that the last assessment left out, or left although they are none. All
-- receipts and lines are compared again. A statement is about its month up to its cut-off day; receipts and reversals are numbered
-- apart. Of several lines with one number the line that equals the receipt is compared, else the first; each further line is there
-- twice. What came after the last assessment is not compared yet.
WITH known AS (
    SELECT
        d.campaign_id,
        d.delivery_id
    FROM landing.watermark AS w
    INNER JOIN landing.delivery AS d ON w.campaign_id = d.campaign_id AND w.assessed_no >= d.committed_no
    WHERE w.campaign_id = :campaign_id
),

statement AS (
    SELECT
        d.campaign_id,
        d.delivery_id,
        d.from_on,
        d.to_on
    FROM core.compared_statement AS d
    WHERE d.campaign_id = :campaign_id
),

line AS (
    SELECT
        s.campaign_id,
        s.delivery_id,
        s.row_no,
        coalesce(l.person_key, s.person_key) AS person_key,
        s.receipt_no,
        s.is_reversal,
        s.amount_fen,
        s.received_on,
        s.unit_id,
        s.cut_off_on
    FROM core.statement_line AS s
    INNER JOIN statement AS d ON s.campaign_id = d.campaign_id AND s.delivery_id = d.delivery_id
    LEFT JOIN core.linked_person AS l ON s.person_key = l.fact_key
),

booked AS (
    SELECT
        p.campaign_id,
        p.person_key AS fact_key,
        p.receipt_no,
        FALSE AS is_reversal,
        p.plan_year,
        p.amount_fen,
        p.received_on,
        p.unit_id,
        p.delivery_id,
        p.row_no
    FROM core.payment AS p
    INNER JOIN known AS k ON p.campaign_id = k.campaign_id AND p.delivery_id = k.delivery_id
    WHERE p.campaign_id = :campaign_id
    UNION ALL
    SELECT
        v.campaign_id,
        v.person_key,
        v.reversal_no,
        TRUE,
        v.plan_year,
        -v.amount_fen,
        v.received_on,
        v.unit_id,
        v.delivery_id,
        v.row_no
    FROM core.reversal AS v
    INNER JOIN known AS k ON v.campaign_id = k.campaign_id AND v.delivery_id = k.delivery_id
    WHERE v.campaign_id = :campaign_id
),

entry AS (
    SELECT
        b.*,
        coalesce(l.person_key, b.fact_key) AS person_key
    FROM booked AS b
    LEFT JOIN core.linked_person AS l ON b.fact_key = l.fact_key
),

compared AS (
    SELECT
        s.campaign_id,
        s.is_reversal,
        s.receipt_no,
        s.delivery_id AS statement_id,
        s.row_no AS statement_row_no,
        s.amount_fen AS statement_fen,
        s.received_on AS statement_on,
        s.unit_id AS statement_unit_id,
        e.delivery_id AS feed_id,
        e.row_no AS feed_row_no,
        coalesce(e.person_key, s.person_key) AS person_key,
        e.plan_year,
        e.unit_id AS feed_unit_id,
        e.amount_fen AS feed_fen,
        e.received_on AS feed_on,
        e.person_key <> s.person_key AS is_other_person,
        e.amount_fen <> s.amount_fen AS is_other_amount,
        e.received_on <> s.received_on AS is_other_day,
        row_number() OVER (
            PARTITION BY s.campaign_id, s.is_reversal, s.receipt_no
            ORDER BY
                coalesce(e.person_key = s.person_key AND e.amount_fen = s.amount_fen AND e.received_on = s.received_on, FALSE) DESC,
                s.cut_off_on, s.delivery_id, s.row_no
        ) AS line_order
    FROM line AS s
    LEFT JOIN entry AS e
        ON s.campaign_id = e.campaign_id AND s.is_reversal = e.is_reversal AND s.receipt_no = e.receipt_no
),

caused AS (
    SELECT
        c.*,
        CASE
            WHEN c.line_order > 1 THEN 'twice'
            WHEN c.feed_id IS NULL THEN 'missing_here'
            WHEN c.is_other_person THEN 'other_person'
            WHEN c.is_other_amount THEN 'other_amount'
            WHEN c.is_other_day THEN 'other_day'
        END AS cause
    FROM compared AS c
),

difference AS (
    SELECT
        c.campaign_id,
        c.cause,
        c.is_reversal,
        c.receipt_no,
        c.statement_id,
        c.statement_row_no,
        c.feed_id,
        c.feed_row_no,
        c.person_key,
        c.plan_year,
        coalesce(c.feed_unit_id, c.statement_unit_id) AS stated_unit_id,
        c.statement_fen,
        CASE WHEN c.cause = 'twice' THEN NULL ELSE c.feed_fen END AS feed_fen,
        c.statement_on,
        c.feed_on
    FROM caused AS c
    WHERE c.cause IS NOT NULL
    UNION ALL
    SELECT
        e.campaign_id,
        'missing_there',
        e.is_reversal,
        e.receipt_no,
        NULL,
        NULL,
        e.delivery_id,
        e.row_no,
        e.person_key,
        e.plan_year,
        e.unit_id,
        NULL,
        e.amount_fen,
        NULL,
        e.received_on
    FROM entry AS e
    WHERE
        EXISTS (
            SELECT FROM statement AS s WHERE s.campaign_id = e.campaign_id AND e.received_on BETWEEN s.from_on AND s.to_on
        )
        AND NOT EXISTS (
            SELECT FROM line AS s
            WHERE s.campaign_id = e.campaign_id AND s.is_reversal = e.is_reversal AND s.receipt_no = e.receipt_no
        )
),

stage AS (
    SELECT
        d.cause, d.is_reversal, d.receipt_no, d.statement_id, d.statement_row_no, d.feed_id, d.feed_row_no, d.person_key,
        d.statement_fen, d.feed_fen, 1 AS lines
    FROM difference AS d
    UNION ALL
    SELECT
        g.cause, g.is_reversal, g.receipt_no, g.statement_id, g.statement_row_no, g.feed_id, g.feed_row_no, g.person_key,
        g.statement_fen, g.feed_fen, -1
    FROM core.statement_gap AS g
    WHERE g.campaign_id = :campaign_id
)

SELECT count(*) AS problems
FROM (
    SELECT s.receipt_no
    FROM stage AS s
    GROUP BY
        s.cause, s.is_reversal, s.receipt_no, s.statement_id, s.statement_row_no, s.feed_id, s.feed_row_no, s.person_key,
        s.statement_fen, s.feed_fen
    HAVING sum(s.lines) <> 0
) AS wrong
