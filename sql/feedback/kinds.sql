-- One row per kind of delivery of which the campaign has an effective one.
SELECT DISTINCT d.kind
FROM landing.effective_delivery AS d
WHERE d.campaign_id = :campaign_id
