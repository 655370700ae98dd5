-- One row: the reason why a pending delivery waits for the next business day.
UPDATE landing.delivery
SET reasons = CAST(:reasons AS jsonb)
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state = 'landed'
