-- One row per slot and recipient that was ever published.
SELECT DISTINCT
    p.report,
    p.cadence,
    p.period_to,
    p.recipient
FROM ledger.publication AS p
WHERE p.campaign_id = :campaign_id
