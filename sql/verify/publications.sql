-- One row per publication of a campaign, with the manifest that states which bytes were sent.
SELECT
    p.publication_id,
    p.manifest
FROM ledger.publication AS p
WHERE p.campaign_id = :campaign_id
ORDER BY p.published_at, p.publication_id
