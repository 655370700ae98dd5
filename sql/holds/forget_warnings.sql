-- Deletes the warnings of the first gate; the second gate writes its own in the same transaction.
DELETE FROM landing.warning WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id
