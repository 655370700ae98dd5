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
    p.published_at
FROM ledger.publication AS p
INNER JOIN policy.campaign AS c ON p.campaign_id = c.campaign_id;
