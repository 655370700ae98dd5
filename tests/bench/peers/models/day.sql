-- Days that may decide. 1 = a receipt, 2 = a day on which something changes, 3 = the last day of persons who never settle.
CREATE TABLE day AS
WITH turn AS (
    SELECT s.number, c.starts_on AS on_date FROM special AS s CROSS JOIN campaign AS c
    UNION
    SELECT a.number, greatest(a.from_on, c.starts_on) FROM applies AS a CROSS JOIN campaign AS c
    UNION
    SELECT a.number, a.to_on
    FROM applies AS a CROSS JOIN campaign AS c WHERE a.to_on BETWEEN c.starts_on AND c.ends_on
    UNION
    SELECT r.number, r.count_on
    FROM receipt AS r CROSS JOIN campaign AS c LEFT JOIN special AS s ON r.number = s.number
    WHERE s.number IS NOT NULL OR (r.count_on > c.ends_on AND r.count_on <> r.identity_on)
)

SELECT number, 1 AS kind, receipt_order, count_on, identity_on, money_fen FROM receipt
UNION ALL
SELECT t.number, 2, 0, t.on_date, t.on_date, coalesce(sum(r.amount_fen), 0)::bigint
FROM turn AS t
LEFT JOIN receipt AS r ON t.number = r.number AND r.count_on <= t.on_date
WHERE t.on_date <= (SELECT business_date FROM campaign)
GROUP BY t.number, t.on_date
UNION ALL
SELECT s.number, 3, 0, d.on_date, d.on_date, 0
FROM (
    SELECT r.number, max(r.identity_on) AS identity_on FROM receipt AS r GROUP BY r.number
) AS l
INNER JOIN special AS s ON l.number = s.number
CROSS JOIN campaign AS c
CROSS JOIN LATERAL (
    SELECT greatest(least(c.business_date, c.ends_on), l.identity_on, s.last_on) AS on_date
) AS d;
