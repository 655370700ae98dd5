-- One row: an official rejects a held delivery. Its counts and reasons stay as they were presented.
UPDATE landing.delivery
SET state = 'rejected', decided_on = :business_date, decided_at = :now
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state = 'held'
