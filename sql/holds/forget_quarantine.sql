-- Deletes the quarantined rows of the first gate; the second gate writes its own in the same transaction.
DELETE FROM landing.quarantine WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id
