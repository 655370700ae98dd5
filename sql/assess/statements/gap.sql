-- One row per difference of the numbers that are compared. Receipts and reversals are numbered apart. Of several lines with one
-- number the line that equals the receipt is compared, else the first; each further line is there twice. A receipt of a month with a
-- statement that no statement has is missing there.
INSERT INTO core.statement_gap (
    campaign_id, is_reversal, receipt_no, gap_no, cause, statement_id, statement_row_no, feed_id, feed_row_no, person_key, plan_year,
    stated_unit_id, statement_fen, feed_fen, statement_on, feed_on
)
WITH line AS (
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
    FROM staging.assess_statement_number AS n
    INNER JOIN core.statement_line AS s
        ON n.campaign_id = s.campaign_id AND n.is_reversal = s.is_reversal AND n.receipt_no = s.receipt_no
    INNER JOIN core.compared_statement AS d ON s.campaign_id = d.campaign_id AND s.delivery_id = d.delivery_id
    LEFT JOIN core.linked_person AS l ON s.person_key = l.fact_key
    WHERE n.campaign_id = :campaign_id
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
    LEFT JOIN staging.assess_statement_entry AS e
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
        c.is_reversal,
        c.receipt_no,
        c.line_order,
        c.cause,
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
        e.is_reversal,
        e.receipt_no,
        e.row_no,
        'missing_there',
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
    FROM staging.assess_statement_entry AS e
    WHERE
        e.campaign_id = :campaign_id
        AND EXISTS (
            SELECT FROM core.compared_statement AS s
            WHERE s.campaign_id = e.campaign_id AND e.received_on BETWEEN s.from_on AND s.to_on
        )
        AND NOT EXISTS (
            SELECT FROM line AS s
            WHERE s.campaign_id = e.campaign_id AND s.is_reversal = e.is_reversal AND s.receipt_no = e.receipt_no
        )
)

SELECT
    d.campaign_id,
    d.is_reversal,
    d.receipt_no,
    row_number() OVER (PARTITION BY d.campaign_id, d.is_reversal, d.receipt_no ORDER BY d.line_order, d.feed_id),
    d.cause,
    d.statement_id,
    d.statement_row_no,
    d.feed_id,
    d.feed_row_no,
    d.person_key,
    d.plan_year,
    d.stated_unit_id,
    d.statement_fen,
    d.feed_fen,
    d.statement_on,
    d.feed_on
FROM difference AS d
