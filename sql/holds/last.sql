-- At most one row: the last decision of an official about one delivery.
SELECT
    n.decision_no,
    n.verdict,
    n.outcome,
    n.shown_sha256,
    n.business_date
FROM landing.decision AS n
WHERE n.campaign_id = :campaign_id AND n.delivery_id = :delivery_id
ORDER BY n.decision_no DESC
LIMIT 1
