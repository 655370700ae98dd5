-- One row: records that the sender was notified.
UPDATE landing.feedback
SET mailed_at = :mailed_at
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND edition = :edition AND mailed_at IS NULL
