-- At most one row: the newest publication about the last period before a day, of a report and recipient ('' = equal for all).
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
    p.campaign_id = :campaign_id AND p.report = :report AND p.cadence = :cadence AND p.recipient = :recipient
    AND p.period_to < :period_to
ORDER BY p.period_to DESC, p.correction_no DESC
LIMIT 1
