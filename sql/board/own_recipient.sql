-- One row per pack in which an official may fetch files on a day, with whether the official may see persons there.
SELECT
    c.pack_code,
    bool_or(r.sees_persons) AS sees_persons
FROM policy.reader_recipient AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
WHERE r.role_name = :role_name AND (r.until_on IS NULL OR r.until_on >= :as_of)
GROUP BY c.pack_code
ORDER BY c.pack_code
