-- The kinds of deliveries of a campaign that are in force.
SELECT DISTINCT d.kind
FROM landing.effective_delivery AS d
WHERE d.campaign_id = :campaign_id
