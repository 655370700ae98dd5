-- Whether a list as of a day is after the last window, or comes after such a list: nobody may be charged by it.
SELECT
    c.ends_on <= CAST(:as_of AS date)
    OR EXISTS (SELECT FROM ledger.due_list AS l WHERE l.campaign_id = :campaign_id AND l.is_closing) AS is_closed
FROM policy.campaign AS c
WHERE c.campaign_id = :campaign_id
