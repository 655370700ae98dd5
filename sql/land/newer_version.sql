-- Whether a higher version of this list is in force already.
SELECT coalesce(max(d.version), 0) > :version AS is_outdated
FROM landing.delivery AS d
WHERE
    d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period
    AND d.kind IN ('special_list', 'roll', 'employee', 'history') AND d.state = 'committed'
