-- One row per held delivery of the campaign, the longest-waiting first, with the higher effective version of the list, if there
-- is one.
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
    d.overtaken_by
FROM landing.delivery_status AS d
WHERE d.campaign_id = :campaign_id AND d.state = 'held'
ORDER BY d.delivered_on, d.source, d.period, d.version, d.delivery_id
