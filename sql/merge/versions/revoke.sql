-- A sender takes a version of a list back; said twice it is said once.
INSERT INTO landing.revocation (campaign_id, source, period, version, revoked_on, revoked_by, reason, recorded_at)
VALUES (:campaign_id, :source, :period, :version, :revoked_on, :revoked_by, :reason, :recorded_at)
ON CONFLICT DO NOTHING
