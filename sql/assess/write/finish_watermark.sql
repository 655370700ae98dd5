-- The watermark moves to what this assessment knew.
UPDATE landing.watermark
SET assessed_no = :committed_no, assess_no = :assess_no, assessed_on = :business_date
WHERE campaign_id = :campaign_id
