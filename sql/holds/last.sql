-- The last decision of a person about one delivery, if there was any.
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
