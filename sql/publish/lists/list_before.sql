-- At most one row: the newest edition of the list before, of an earlier period for the same recipient: its as-of day, and the last
-- assessment that it knew. Editions that wait for approval, or were refused, do not count.
SELECT
    p.known_no,
    p.as_of
FROM ledger.publication AS p
LEFT JOIN ledger.publication_decision AS d ON p.campaign_id = d.campaign_id AND p.publication_id = d.publication_id
WHERE
    p.campaign_id = :campaign_id AND p.report = :report AND p.recipient = :recipient AND p.period_to < :period_to
    AND (d.is_approved OR NOT p.manifest ? 'waits_for')
ORDER BY p.period_to DESC, p.correction_no DESC
LIMIT 1
