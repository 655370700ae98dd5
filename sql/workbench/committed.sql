-- One row: the facts of one more delivery are loaded, and the next assessment of the campaign uses them.
UPDATE landing.watermark
SET committed_no = :committed_no
WHERE campaign_id = :campaign_id
