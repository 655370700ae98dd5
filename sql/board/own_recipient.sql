-- One row per pack in which an official may fetch files on a day.
SELECT DISTINCT c.pack_code
FROM policy.reader_recipient AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
WHERE r.role_name = :role_name AND (r.until_on IS NULL OR r.until_on >= :as_of)
ORDER BY c.pack_code
