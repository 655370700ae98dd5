-- A person rejects a held delivery: its counts and reasons stay as they were shown.
UPDATE landing.delivery
SET state = 'rejected', decided_on = :business_date, decided_at = :now
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state = 'held'
