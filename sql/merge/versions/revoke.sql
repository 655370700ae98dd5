-- One row: a sender revokes a version of a list; a second revocation of the version adds nothing.
INSERT INTO landing.revocation (campaign_id, source, period, version, revoked_on, revoked_by, reason, recorded_at)
VALUES (:campaign_id, :source, :period, :version, :revoked_on, :revoked_by, :reason, :recorded_at)
ON CONFLICT DO NOTHING
