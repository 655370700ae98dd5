-- One row: the business date of the campaign's first assessment; NULL = nothing was assessed yet.
SELECT min(business_date) AS first_assessed_on
FROM ledger.assessment
WHERE campaign_id = :campaign_id
