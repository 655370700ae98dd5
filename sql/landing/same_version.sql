-- One row about the announced version of a list: number of other files of that version that were not rejected, whether the file
-- itself is known, whether the version was revoked, and the highest version that is taken.
SELECT
    count(*) FILTER (WHERE d.version = :version AND d.sha256 <> :sha256 AND d.state <> 'rejected') AS other_files,
    coalesce(bool_or(d.sha256 = :sha256), FALSE) AS is_known,
    CAST(:version AS integer) IN (
        SELECT r.version
        FROM landing.revocation AS r
        WHERE r.campaign_id = :campaign_id AND r.source = :source AND r.period = :period
    ) AS is_revoked,
    greatest(
        max(d.version),
        (
            SELECT max(r.version)
            FROM landing.revocation AS r
            WHERE r.campaign_id = :campaign_id AND r.source = :source AND r.period = :period
        )
    ) AS last_version
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period
