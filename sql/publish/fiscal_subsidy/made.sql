-- One row per request for the fiscal subsidy that was made, by its number: what it knew, and the shares that it stated.
SELECT
    p.cadence,
    p.period_to,
    p.as_of,
    p.known_no,
    p.manifest -> 'snapshot' -> 'request' AS request
FROM ledger.publication AS p
WHERE p.campaign_id = :campaign_id AND p.report = 'fiscal_subsidy' AND p.correction_no = 0
ORDER BY (p.manifest -> 'snapshot' -> 'request' ->> 'request_no')::integer
