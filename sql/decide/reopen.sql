-- A delivery that was held, or rejected for its header, is gated once more, in the transaction that decides it: nobody
-- sees it undecided. Who calls has the campaign's lock and has looked at it.
UPDATE landing.delivery
SET state = 'landed'
WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id AND state IN ('held', 'rejected')
