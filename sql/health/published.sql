-- One row per report, cadence, period, recipient ('' = content equal for all) and list of offices that got it, that was published.
SELECT DISTINCT
    p.report,
    p.cadence,
    p.period_to,
    p.recipient,
    p.manifest -> 'recipients' AS recipients
FROM ledger.publication AS p
WHERE p.campaign_id = :campaign_id
ORDER BY p.report, p.cadence, p.period_to, p.recipient
