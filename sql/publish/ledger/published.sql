-- One row per slot, recipient and list of offices that got the mail, that was ever published.
SELECT DISTINCT
    p.report,
    p.cadence,
    p.period_to,
    p.recipient,
    p.manifest -> 'recipients' AS recipients
FROM ledger.publication AS p
WHERE p.campaign_id = :campaign_id
