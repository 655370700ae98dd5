-- One row: a list becomes effective, superseded or revoked.
UPDATE landing.delivery
SET state = :state
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state IN ('committed', 'superseded', 'revoked')
