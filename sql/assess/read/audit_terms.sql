-- The received days of receipts whose feed has audited days, with the last day of the tax bureau's term as it is known.
SELECT
    t.registered_on AS first_on,
    t.due_on
FROM core.audit_term AS t
WHERE t.campaign_id = :campaign_id
ORDER BY t.registered_on
