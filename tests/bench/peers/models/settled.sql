-- The first day on which the money covers the due.
CREATE TABLE settled AS
SELECT DISTINCT ON (o.number)
    o.number, o.count_on, o.identity_on, o.category, o.subsidy_fen, o.pays_first,
    o.price_fen = CASE WHEN o.pays_first THEN 0 ELSE o.subsidy_fen END AS is_free
FROM owed AS o
CROSS JOIN campaign AS c
LEFT JOIN death AS x ON o.number = x.number
WHERE
    o.kind < 3 AND o.subsidy_fen IS NOT NULL
    AND o.money_fen >= o.price_fen - CASE WHEN o.pays_first THEN 0 ELSE o.subsidy_fen END
    AND (x.died_on IS NULL OR o.count_on <= x.died_on)
    AND NOT EXISTS (
        SELECT FROM employee AS e
        WHERE
            e.number = o.number AND e.insured_from <= greatest(c.ends_on, o.identity_on)
            AND (e.insured_to IS NULL OR e.insured_to >= greatest(c.ends_on, o.identity_on))
    )
ORDER BY o.number, o.count_on, o.kind, o.receipt_order;
