-- The facts of one more delivery are there: the next assessment of the campaign takes them.
UPDATE landing.watermark
SET committed_no = :committed_no
WHERE campaign_id = :campaign_id
