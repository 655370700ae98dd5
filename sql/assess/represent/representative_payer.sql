-- One row per representative whose receipts are put in order.
INSERT INTO staging.assess_payer (campaign_id, person_key)
SELECT
    m.campaign_id,
    m.person_key
FROM staging.assess_representative AS m
WHERE m.campaign_id = :campaign_id
