-- Stays that overlap are one interval; the earliest row gives its attributes.
CREATE TABLE membership AS
WITH before AS (
    SELECT *, max(coalesce(to_on, 'infinity')) OVER (
        PARTITION BY number, category ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS covered_to
    FROM stay
),

island AS (
    SELECT *, sum((covered_to IS NULL OR from_on >= covered_to)::integer) OVER (
        PARTITION BY number, category ORDER BY place
    ) AS island_no
    FROM before
),

named AS (
    SELECT number, category, min(cut_off_on) AS named_on FROM listed WHERE op = 'add' GROUP BY number, category
)

SELECT
    i.number,
    i.category,
    min(i.from_on) AS from_on,
    CASE WHEN NOT bool_or(i.to_on IS NULL) THEN max(i.to_on) END AS to_on,
    (array_agg(i.grade ORDER BY i.place))[1] AS grade,
    coalesce((array_agg(i.is_local ORDER BY i.place))[1], any_value(r.is_local)) AS is_local,
    extract(
        YEAR FROM age(any_value(n.named_on), substring(i.number FROM 7 FOR 8)::date)
    ) AS age_years
FROM island AS i
INNER JOIN named AS n ON i.number = n.number AND i.category = n.category
LEFT JOIN roll AS r ON i.number = r.number
GROUP BY i.number, i.category, i.island_no;
