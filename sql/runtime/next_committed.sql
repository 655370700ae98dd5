-- One row: the next number of a committed delivery (under the campaign's lock).
UPDATE landing.watermark SET committed_no = committed_no + 1 WHERE campaign_id = :campaign_id RETURNING committed_no
