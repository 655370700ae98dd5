-- One row: number of deliveries of the campaign, number of decided ones, and the last assessed day.
SELECT
    count(d.delivery_id) AS deliveries,
    count(d.delivery_id) FILTER (WHERE d.state <> 'landed') AS decided,
    (
        SELECT w.assessed_on
        FROM landing.watermark AS w
        WHERE w.campaign_id = :campaign_id
    ) AS assessed_on
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id
