-- One row: records that the publication's mail was sent.
UPDATE ledger.publication
SET mailed_at = :mailed_at
WHERE campaign_id = :campaign_id AND publication_id = :publication_id AND mailed_at IS NULL
