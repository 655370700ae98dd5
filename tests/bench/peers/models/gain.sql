-- The largest subsidy recognised after the payment.
CREATE TABLE gain AS
SELECT s.number, max(o.subsidy_fen) AS subsidy_fen
FROM settled AS s
CROSS JOIN campaign AS c
INNER JOIN owed AS o ON s.number = o.number AND o.kind = 2
LEFT JOIN death AS x ON s.number = x.number
WHERE
    c.gained = 'refundable' AND NOT s.pays_first AND o.identity_on > s.identity_on
    AND EXISTS (SELECT FROM applies AS a WHERE a.number = o.number AND a.from_on = o.identity_on)
    AND o.identity_on <= least(c.ends_on, c.business_date, coalesce(x.died_on, c.ends_on))
    AND o.subsidy_fen > s.subsidy_fen
GROUP BY s.number;
