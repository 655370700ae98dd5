-- At most one row: the last assessed delivery and day, and the number of deliveries up to as_of that wait for a decision.
SELECT
    w.committed_no,
    w.assessed_no,
    w.assess_no,
    w.assessed_on,
    (
        SELECT COUNT(*)
        FROM landing.delivery AS d
        WHERE d.campaign_id = w.campaign_id AND d.state = 'landed' AND d.delivered_on <= :as_of
    ) AS waiting_deliveries
FROM landing.watermark AS w
WHERE w.campaign_id = :campaign_id
