-- Amounts due on each day.
CREATE TABLE owed AS
SELECT
    d.*,
    coalesce(b.category, 'ordinary') AS category,
    CASE WHEN b.number IS NULL THEN 0 WHEN NOT b.is_undefined THEN b.subsidy_fen END AS subsidy_fen,
    p.price_fen,
    coalesce(s.first_on > c.pay_first_after, FALSE) AS pays_first
FROM day AS d
CROSS JOIN campaign AS c
LEFT JOIN price AS p ON p.is_late = (d.identity_on > c.ends_on)
LEFT JOIN special AS s ON d.number = s.number
LEFT JOIN decided AS b
    ON d.number = b.number AND d.kind = b.day_kind AND d.receipt_order = b.receipt_order AND d.count_on = b.count_on;
