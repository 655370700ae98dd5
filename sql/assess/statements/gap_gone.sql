-- Differences of the numbers that are compared again; those that remain are written again.
DELETE FROM core.statement_gap
WHERE
    campaign_id = :campaign_id
    AND (is_reversal, receipt_no) IN (
        SELECT
            n.is_reversal,
            n.receipt_no
        FROM staging.assess_statement_number AS n
        WHERE n.campaign_id = :campaign_id
    )
