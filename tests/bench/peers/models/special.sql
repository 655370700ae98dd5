-- Persons with a category that is not only tracked: first and last recognition.
CREATE TABLE special AS
SELECT
    a.number,
    min(a.from_on) FILTER (WHERE a.kind <> 'none') AS first_on,
    max(a.from_on) FILTER (WHERE a.kind <> 'none') AS last_on
FROM applies AS a
GROUP BY a.number;
