-- The subsidy of a day: full, else undefined, else the largest.
CREATE TABLE decided AS
SELECT DISTINCT ON (d.number, d.kind, d.receipt_order, d.count_on)
    d.number,
    d.kind AS day_kind,
    d.receipt_order,
    d.count_on,
    a.category,
    a.kind = 'undefined' AS is_undefined,
    CASE a.kind WHEN 'full' THEN p.price_fen ELSE least(a.amount_fen, p.price_fen) END AS subsidy_fen
FROM day AS d
CROSS JOIN campaign AS c
INNER JOIN applies AS a
    ON d.number = a.number AND a.from_on <= d.identity_on AND (a.to_on IS NULL OR d.identity_on < a.to_on)
LEFT JOIN price AS p ON p.is_late = (d.identity_on > c.ends_on)
WHERE
    a.kind <> 'none'
    AND NOT EXISTS (
        SELECT FROM applies AS o
        WHERE
            o.number = a.number AND o.category = a.unless_category
            AND o.from_on <= d.identity_on AND (o.to_on IS NULL OR d.identity_on < o.to_on)
    )
ORDER BY
    d.number, d.kind, d.receipt_order, d.count_on,
    CASE a.kind WHEN 'full' THEN 0 WHEN 'undefined' THEN 1 ELSE 2 END,
    a.amount_fen DESC NULLS LAST,
    a.tie_order,
    a.category COLLATE "C";
