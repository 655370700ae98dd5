-- One row per publication and correction of a report: day, recipient, and whether a correction has replaced it.
CREATE OR REPLACE VIEW mart.publication AS
SELECT
    c.pack_code,
    p.publication_id,
    p.report,
    p.cadence,
    p.period_from,
    p.period_to,
    p.as_of,
    p.recipient,
    p.correction_no,
    p.correction_no = MAX(p.correction_no) OVER (
        PARTITION BY p.campaign_id, p.report, p.cadence, p.period_to, p.recipient
    ) AS is_newest,
    p.pack_version,
    p.published_at,
    CASE
        WHEN NOT p.manifest ? 'waits_for' THEN 'not_needed'
        WHEN d.is_approved THEN 'approved'
        WHEN d.publication_id IS NOT NULL THEN 'refused'
        ELSE 'waiting'
    END AS approval
FROM ledger.publication AS p
INNER JOIN policy.campaign AS c ON p.campaign_id = c.campaign_id
LEFT JOIN ledger.publication_decision AS d ON p.campaign_id = d.campaign_id AND p.publication_id = d.publication_id;
