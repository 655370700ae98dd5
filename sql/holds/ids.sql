-- One row per delivery of a campaign: its id.
SELECT d.delivery_id
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id
ORDER BY d.delivery_id
