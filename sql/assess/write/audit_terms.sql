-- The last day of the tax bureau's term for each of these received days; NULL if the pack has no such term.
UPDATE core.audit_term AS t SET due_on = n.due_on
FROM unnest(CAST(:first_on AS DATE []), CAST(:due_on AS DATE [])) AS n (first_on, due_on)
WHERE t.campaign_id = :campaign_id AND t.registered_on = n.first_on
