-- At most one row: whether the publication before a correction withheld figures.
SELECT (l.manifest -> 'snapshot' -> 'withheld') IS NOT NULL AS was_withheld
FROM ledger.publication AS l
WHERE
    l.campaign_id = :campaign_id AND l.report = :report AND l.cadence = :cadence AND l.period_to = :period_to
    AND l.recipient = :recipient AND l.correction_no < :correction_no
ORDER BY l.correction_no DESC
LIMIT 1
