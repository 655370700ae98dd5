-- One row per publication of a campaign, with the manifest that states which bytes were sent.
SELECT
    p.campaign_id,
    c.pack_code,
    p.publication_id,
    p.report,
    p.recipient,
    p.correction_no,
    p.manifest,
    p.published_at
FROM ledger.publication AS p
INNER JOIN policy.campaign AS c ON p.campaign_id = c.campaign_id
WHERE p.campaign_id = :campaign_id
ORDER BY p.published_at, p.publication_id
