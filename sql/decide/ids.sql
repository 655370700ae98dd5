-- Deliveries of a campaign whose id begins so.
SELECT d.delivery_id
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND CAST(d.delivery_id AS text) LIKE :start || '%'
ORDER BY d.delivery_id
