-- At most one row: the effective version of the list that this delivery replaces, if that version consists of several deliveries,
-- with their number.
SELECT
    d.version,
    count(*) AS parts
FROM landing.delivery_status AS d
WHERE
    d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period AND d.version < :version
    AND d.has_versions AND d.state = 'committed'
GROUP BY d.version
HAVING count(*) > 1
