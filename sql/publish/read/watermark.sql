-- At most one row: up to where deliveries are assessed, and how many wait for a decision on or before as_of.
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
