-- The results that changed up to a list are compared by it.
DELETE FROM core.changed_due AS q
WHERE q.campaign_id = :campaign_id
