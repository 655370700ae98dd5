-- Whose receipts to lay out: of the persons who stand for a situation.
INSERT INTO staging.assess_payer (campaign_id, person_key)
SELECT
    m.campaign_id,
    m.person_key
FROM staging.assess_model AS m
WHERE m.campaign_id = :campaign_id
