-- The controls that the table of a period states to a recipient, with its subjects; no row if none was made.
SELECT
    p.manifest -> 'snapshot' -> 'subjects' AS subjects,
    p.manifest -> 'snapshot' -> 'controls' AS controls
FROM ledger.publication AS p
WHERE
    p.campaign_id = :campaign_id AND p.report = 'money_controls' AND p.cadence = :cadence AND p.period_to = :period_to
    AND p.recipient = :recipient AND p.correction_no = 0
