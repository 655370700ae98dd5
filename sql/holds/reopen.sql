-- One row: a held delivery is pending again, in the transaction that gates and decides it; no other transaction sees it pending.
UPDATE landing.delivery
SET state = 'landed'
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state = 'held'
