-- One row: whether a report of a period went out to a recipient, as the first one or as a correction.
SELECT EXISTS(
    SELECT FROM ledger.publication AS p
    LEFT JOIN ledger.publication_decision AS d ON p.campaign_id = d.campaign_id AND p.publication_id = d.publication_id
    WHERE
        p.campaign_id = :campaign_id AND p.report = :report AND p.cadence = :cadence AND p.period_to = :period_to
        AND p.recipient = :recipient AND (d.is_approved OR NOT p.manifest ? 'waits_for')
) AS is_out
