-- One row per publication that a correction of the pack caused and whose mail has not been sent, in order.
SELECT p.publication_id
FROM ledger.publication AS p
WHERE p.campaign_id = :campaign_id AND p.mailed_at IS NULL AND p.manifest -> 'policy_correction' IS NOT NULL
ORDER BY p.as_of, p.report, p.cadence, p.correction_no
