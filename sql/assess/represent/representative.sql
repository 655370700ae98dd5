-- One row per situation: its representative, the first person by key.
INSERT INTO staging.assess_representative (campaign_id, person_key, situation_key)
SELECT
    a.campaign_id,
    min(a.person_key::text)::uuid AS person_key,
    a.situation_key
FROM staging.assess_person_situation AS a
WHERE a.campaign_id = :campaign_id
GROUP BY a.campaign_id, a.situation_key
