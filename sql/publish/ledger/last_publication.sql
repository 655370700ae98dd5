-- At most one row: the newest publication of a slot for a recipient ('' = content equal for all), which is the correction with
-- the highest number.
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
WHERE
    p.campaign_id = :campaign_id AND p.report = :report AND p.cadence = :cadence AND p.period_to = :period_to
    AND p.recipient = :recipient
ORDER BY p.correction_no DESC
LIMIT 1
