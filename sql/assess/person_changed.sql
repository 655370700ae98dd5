-- One row per person to judge: those whose facts were read.
INSERT INTO staging.assess_person (campaign_id, person_key)
SELECT
    c.campaign_id,
    c.person_key
FROM staging.assess_changed AS c
WHERE c.campaign_id = :campaign_id
