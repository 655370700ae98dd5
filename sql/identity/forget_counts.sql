-- The counts of the queue are written anew.
DELETE FROM core.review_count AS n
WHERE n.campaign_id = :campaign_id
