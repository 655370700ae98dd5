-- One row: the watermark moves to the deliveries and the day that this assessment used.
UPDATE landing.watermark
SET assessed_no = :committed_no, assess_no = :assess_no, assessed_on = :business_date
WHERE campaign_id = :campaign_id
