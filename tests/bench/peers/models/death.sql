-- The day of death that a list states first, and the day from which it is known.
CREATE TABLE death AS
SELECT
    l.number,
    min(l.effective_on) AS died_on,
    min(greatest(l.effective_on, l.cut_off_on)) FILTER (
        WHERE greatest(l.effective_on, l.cut_off_on) <= c.business_date
    ) AS known_on
FROM listed AS l
CROSS JOIN campaign AS c
WHERE l.op = 'death'
GROUP BY l.number;
