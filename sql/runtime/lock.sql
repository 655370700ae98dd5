-- One merge or assessment of a campaign at a time.
SELECT pg_advisory_xact_lock(:campaign_id)
