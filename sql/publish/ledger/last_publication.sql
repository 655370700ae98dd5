-- At most one row: the newest publication of a slot, which is the correction with the highest number.
SELECT
    publication_id,
    correction_no,
    manifest,
    mailed_at
FROM ledger.publication
WHERE
    campaign_id = :campaign_id AND report = :report AND cadence = :cadence AND period_to = :period_to
ORDER BY correction_no DESC
LIMIT 1
