-- Employee insurance of the region, without rows that a later comparison overrules.
CREATE TABLE employee AS
WITH stated AS (
    SELECT number, region, insured_from::date AS insured_from, insured_to::date AS insured_to, cut_off_on::date AS cut_off_on
    FROM raw_employee
)

SELECT e.number, e.insured_from, e.insured_to
FROM stated AS e
CROSS JOIN campaign AS c
WHERE
    (c.employee_region IS NULL OR e.region = c.employee_region)
    AND NOT EXISTS (
        SELECT FROM stated AS l
        WHERE
            l.number = e.number AND l.cut_off_on > e.cut_off_on
            AND (l.region = e.region OR l.insured_from = e.insured_from)
            AND l.insured_from <= coalesce(e.insured_to, 'infinity') AND e.insured_from <= coalesce(l.insured_to, 'infinity')
    );
