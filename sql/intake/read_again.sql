-- One row: a delivery that the gate rejected is pending again, because today's layouts read it differently.
UPDATE landing.delivery
SET state = 'landed'
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state = 'rejected'
