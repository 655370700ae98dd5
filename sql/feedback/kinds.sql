-- The kinds of deliveries of a campaign that are in force.
SELECT DISTINCT d.kind
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND d.state = 'committed'
