-- At most one row: a publication by its id.
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
WHERE p.publication_id = :publication_id
