-- One row per progress unit ('' = of no unit) and calendar month, with the month before. The last month ends with the last assessed day.
CREATE OR REPLACE VIEW mart.unit_month AS
WITH monthly AS (
    SELECT
        c.pack_code,
        c.plan_year,
        c.unit_id,
        c.unit_name,
        c.unit_sort_order,
        DATE_TRUNC('month', c.on_date)::date AS month_on,
        MAX(c.on_date) AS last_on,
        SUM(c.new_enrolled_persons)::bigint AS new_enrolled_persons,
        (ARRAY_AGG(c.enrolled_persons ORDER BY c.on_date DESC))[1] AS enrolled_persons,
        (ARRAY_AGG(c.received_fen ORDER BY c.on_date DESC))[1] AS received_fen
    FROM mart.unit_curve AS c
    GROUP BY c.pack_code, c.plan_year, c.unit_id, c.unit_name, c.unit_sort_order, DATE_TRUNC('month', c.on_date)
)

SELECT
    m.pack_code,
    m.plan_year,
    m.unit_id,
    m.unit_name,
    m.unit_sort_order,
    m.month_on,
    m.last_on,
    m.new_enrolled_persons,
    LAG(m.new_enrolled_persons) OVER by_month AS new_enrolled_persons_before,
    m.enrolled_persons,
    m.received_fen - COALESCE(LAG(m.received_fen) OVER by_month, 0) AS new_received_fen,
    m.received_fen
FROM monthly AS m
WINDOW by_month AS (PARTITION BY m.pack_code, m.plan_year, m.unit_id ORDER BY m.month_on);
