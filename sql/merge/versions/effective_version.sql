-- One row per accepted list of one source and period (the given delivery counts as accepted): its state before, and its state
-- now.
-- The state follows from versions and revocations alone, so the order of arrival does not matter: the highest version that is not
-- revoked is effective, with all its parts.
SELECT
    d.delivery_id,
    d.list_mode,
    d.kind,
    d.state AS old_state,
    CASE
        WHEN r.version IS NOT NULL THEN 'revoked'
        WHEN d.version < max(d.version) FILTER (WHERE r.version IS NULL) OVER () THEN 'superseded'
        ELSE 'committed'
    END AS new_state
FROM landing.delivery_status AS d
LEFT JOIN landing.revocation AS r
    ON d.campaign_id = r.campaign_id AND d.source = r.source AND d.period = r.period AND d.version = r.version
WHERE
    d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period
    AND d.has_versions
    AND (d.is_accepted OR d.delivery_id = CAST(:delivery_id AS uuid))
ORDER BY d.delivery_id
