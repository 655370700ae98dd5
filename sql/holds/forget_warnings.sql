-- What the first gate remarked on; the second writes its own remarks in the same transaction.
DELETE FROM landing.warning WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id
