-- One row per publication of a pack up to as_of; of one day the progress report comes last, reports for one unit first.
SELECT
    p.publication_id,
    p.report,
    p.cadence,
    p.period_from,
    p.period_to,
    p.as_of,
    p.correction_no,
    p.manifest,
    p.manifest ? 'waits_for' AND NOT EXISTS (
        SELECT FROM ledger.publication_decision AS d
        WHERE d.campaign_id = p.campaign_id AND d.publication_id = p.publication_id
    ) AS is_waiting,
    EXISTS (
        SELECT FROM ledger.mail AS m
        WHERE m.campaign_id = p.campaign_id AND m.mail_key = 'publication/' || p.publication_id
    ) AND NOT EXISTS (
        SELECT FROM ledger.mail AS m
        WHERE
            m.campaign_id = p.campaign_id AND m.mail_key = 'publication/' || p.publication_id
            AND m.state NOT IN ('sent', 'passed_on')
    ) AS is_mailed
FROM ledger.publication AS p
WHERE p.campaign_id = :campaign_id AND p.as_of <= :as_of
ORDER BY p.as_of, p.report = 'progress', p.recipient = '', p.report, p.cadence, p.correction_no
