-- One row per pack and unit whose figures an official may see on a day; '' = persons of no known unit.
-- The rule is that of mart_office.own_unit; here the web page has logged in, so the official is a parameter.
SELECT
    c.pack_code,
    r.unit_id
FROM policy.reader_unit AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
WHERE r.role_name = :role_name AND (r.until_on IS NULL OR r.until_on >= :as_of)
ORDER BY c.pack_code, r.unit_id
