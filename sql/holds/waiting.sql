-- One row per delivery of the campaign that waits for a person, the longest-waiting first; with the higher version of the
-- same list that is in force, if there is one.
SELECT
    d.delivery_id,
    d.source,
    d.sender,
    d.kind,
    d.period,
    d.version,
    d.list_mode,
    d.delivered_on,
    d.decided_on,
    d.row_count,
    d.clean_count,
    d.reasons,
    (
        SELECT max(v.version)
        FROM landing.delivery AS v
        WHERE
            v.campaign_id = d.campaign_id AND v.source = d.source AND v.period = d.period AND v.version > d.version
            AND v.state = 'committed' AND v.kind IN ('special_list', 'roll', 'employee', 'history')
    ) AS overtaken_by
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND d.state = 'held'
ORDER BY d.delivered_on, d.source, d.period, d.version, d.delivery_id
