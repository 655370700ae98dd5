-- At most one row: the content of a version of the pack, as it was kept.
SELECT content
FROM ledger.pack_version
WHERE campaign_id = :campaign_id AND pack_version = :pack_version
