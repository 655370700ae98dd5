-- The days of requests for correction, with the last day of their terms as it is known.
SELECT
    t.requested_on AS first_on,
    t.due_on
FROM core.request_term AS t
WHERE t.campaign_id = :campaign_id
ORDER BY t.requested_on
