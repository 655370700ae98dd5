-- Deletes the counts of the queue; they are counted again.
DELETE FROM core.review_count AS n
WHERE n.campaign_id = :campaign_id
