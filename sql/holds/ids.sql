-- The ids of all deliveries of a campaign.
SELECT d.delivery_id
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id
ORDER BY d.delivery_id
