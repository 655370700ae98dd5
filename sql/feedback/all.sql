-- One row per decided delivery of the campaign, in a stable order.
SELECT d.delivery_id
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND d.state <> 'landed'
ORDER BY d.delivered_on, d.cut_off_on, d.source, d.period, d.version, d.delivery_id
