-- One row: a new campaign, with no committed delivery and no assessment.
INSERT INTO landing.watermark (campaign_id, committed_no, assessed_no, assess_no)
VALUES (:campaign_id, 0, 0, 0)
ON CONFLICT (campaign_id) DO NOTHING
