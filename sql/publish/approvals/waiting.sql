-- One row per report of a campaign that waits for approval, the oldest first. What a correction has replaced needs no answer.
SELECT
    p.publication_id,
    p.report,
    p.cadence,
    p.period_from,
    p.period_to,
    p.as_of,
    p.recipient,
    p.correction_no,
    ARRAY(SELECT w.occasion FROM jsonb_array_elements_text(p.manifest -> 'waits_for') AS w (occasion)) AS reasons,
    p.published_at
FROM ledger.publication AS p
WHERE
    p.campaign_id = :campaign_id AND p.manifest ? 'waits_for'
    AND NOT EXISTS (
        SELECT FROM ledger.publication_decision AS d
        WHERE d.campaign_id = p.campaign_id AND d.publication_id = p.publication_id
    )
    AND NOT EXISTS (
        SELECT FROM ledger.publication AS n
        WHERE
            n.campaign_id = p.campaign_id AND n.report = p.report AND n.cadence = p.cadence AND n.period_to = p.period_to
            AND n.recipient = p.recipient AND n.correction_no > p.correction_no
    )
ORDER BY p.published_at, p.publication_id
