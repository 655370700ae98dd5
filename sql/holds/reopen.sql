-- A held delivery is gated once more, in the transaction that decides it: nobody sees it undecided.
UPDATE landing.delivery
SET state = 'landed'
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state = 'held'
