-- One row per report, cadence and period that was published, for all recipients together.
SELECT DISTINCT
    p.report,
    p.cadence,
    p.period_to
FROM ledger.publication AS p
WHERE p.campaign_id = :campaign_id
ORDER BY p.report, p.cadence, p.period_to
