-- At most one row: the stored content of a version of the pack.
SELECT content
FROM ledger.pack_version
WHERE campaign_id = :campaign_id AND pack_version = :pack_version
