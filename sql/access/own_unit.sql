-- One row per pack and unit whose figures the session's role may see today; '' = persons of no known unit.
-- The clock is read because the right to look ends on a day of the calendar, whatever business date is assessed.
CREATE VIEW mart_office.own_unit WITH (security_barrier) AS
SELECT
    c.pack_code,
    r.unit_id
FROM policy.reader_unit AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
WHERE
    r.role_name = session_user
    AND (r.until_on IS NULL OR r.until_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date)
