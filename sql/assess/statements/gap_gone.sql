-- Differences of the numbers that are compared again; those that remain are written again.
DELETE FROM core.statement_gap AS g
USING staging.assess_statement_number AS n
WHERE
    g.campaign_id = :campaign_id AND n.campaign_id = g.campaign_id AND n.is_reversal = g.is_reversal AND n.receipt_no = g.receipt_no
