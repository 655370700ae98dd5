-- One row: the publication's mail went out.
UPDATE ledger.publication
SET mailed_at = :mailed_at
WHERE campaign_id = :campaign_id AND publication_id = :publication_id AND mailed_at IS NULL
