-- Each person who settled or paid: unit, category, enrolment, money. Who did not settle is in the category of the last day.
CREATE TABLE person AS
WITH money AS (
    SELECT
        number,
        (array_agg(unit ORDER BY receipt_order) FILTER (WHERE unit IS NOT NULL))[1] AS unit,
        (array_agg(identity_on ORDER BY receipt_order DESC))[1] AS identity_on,
        sum(amount_fen)::bigint AS received_fen
    FROM receipt
    GROUP BY number
),

list_unit AS (
    SELECT DISTINCT ON (number) number, unit
    FROM listed
    WHERE op = 'add' AND unit IS NOT NULL
    ORDER BY number, effective_on, category COLLATE "C", unit COLLATE "C"
),

insured AS (
    SELECT DISTINCT m.number
    FROM money AS m
    CROSS JOIN campaign AS c
    INNER JOIN employee AS e
        ON
            m.number = e.number AND e.insured_from <= greatest(c.ends_on, m.identity_on)
            AND (e.insured_to IS NULL OR e.insured_to >= greatest(c.ends_on, m.identity_on))
)

SELECT
    p.number,
    coalesce(p.unit, l.unit, r.unit, '') AS unit,
    CASE
        WHEN p.is_settled THEN p.category
        WHEN x.number IS NOT NULL OR e.number IS NOT NULL THEN 'ordinary'
        ELSE coalesce(o.category, 'ordinary')
    END AS category,
    (p.is_settled AND z.number IS NULL)::integer AS enrolled_persons,
    p.received_fen,
    CASE WHEN z.number IS NULL THEN coalesce(g.subsidy_fen, p.subsidy_fen, 0) ELSE 0 END AS fund_fen
FROM (
    SELECT
        coalesce(s.number, m.number) AS number, m.unit, s.number IS NOT NULL AS is_settled, s.category, s.subsidy_fen,
        coalesce(m.received_fen, 0) AS received_fen
    FROM settled AS s
    FULL JOIN money AS m ON s.number = m.number
) AS p
LEFT JOIN gain AS g ON p.number = g.number
LEFT JOIN lapsed AS z ON p.number = z.number
LEFT JOIN death AS x ON p.number = x.number
LEFT JOIN (SELECT number, category FROM owed WHERE kind = 3) AS o ON p.number = o.number
LEFT JOIN insured AS e ON p.number = e.number
LEFT JOIN list_unit AS l ON p.number = l.number
LEFT JOIN roll AS r ON p.number = r.number;
