-- What the first gate found; the second writes its own findings in the same transaction.
DELETE FROM landing.quarantine WHERE campaign_id = :campaign_id AND delivery_id = :delivery_id
