-- At most one row: of how many deliveries the version of this list consists that is in force and that this delivery replaces,
-- where they are several.
SELECT
    d.version,
    count(*) AS parts
FROM landing.delivery_status AS d
WHERE
    d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period AND d.version < :version
    AND d.has_versions AND d.state = 'committed'
GROUP BY d.version
HAVING count(*) > 1
