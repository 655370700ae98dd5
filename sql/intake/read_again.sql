-- A delivery that was rejected by machine is pending again, to be read by the layouts of today.
UPDATE landing.delivery
SET state = 'landed'
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state = 'rejected'
