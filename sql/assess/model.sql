-- One row per situation: the person who stands for it.
INSERT INTO staging.assess_model (campaign_id, person_key)
SELECT
    a.campaign_id,
    a.person_key
FROM staging.assess_alike AS a
WHERE a.campaign_id = :campaign_id AND a.person_key = a.like_key
