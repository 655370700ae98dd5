-- Receipts of the plan year in the order in which money counts, with the money so far.
CREATE TABLE receipt AS
SELECT
    r.*,
    row_number() OVER person AS receipt_order,
    (sum(r.amount_fen) OVER person)::bigint AS money_fen
FROM (
    SELECT
        t.number,
        t.unit,
        t.receipt_no,
        t.received_on,
        greatest(t.received_on, c.starts_on) AS count_on,
        greatest(CASE WHEN c.basis = 'received' THEN t.received_on ELSE t.collected_on END, c.starts_on) AS identity_on,
        (t.amount_yuan * 100)::bigint AS amount_fen
    FROM (
        SELECT
            number, unit, receipt_no COLLATE "C" AS receipt_no,
            plan_year::integer AS plan_year,
            amount_yuan::numeric(18, 2) AS amount_yuan,
            received_on::date AS received_on,
            collected_on::date AS collected_on
        FROM raw_tax
    ) AS t
    INNER JOIN campaign AS c ON t.plan_year = c.plan_year AND t.received_on <= c.business_date
) AS r
WINDOW person AS (PARTITION BY r.number ORDER BY r.received_on, r.receipt_no ROWS UNBOUNDED PRECEDING);
