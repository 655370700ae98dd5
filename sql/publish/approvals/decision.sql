-- At most one row: an official's answer about a report that waited for approval.
SELECT
    is_approved,
    decided_by,
    business_date
FROM ledger.publication_decision
WHERE campaign_id = :campaign_id AND publication_id = :publication_id
