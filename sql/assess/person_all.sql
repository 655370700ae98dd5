-- One row per person to judge: everybody, for the rules have changed. What their facts say is known already.
INSERT INTO staging.assess_person (campaign_id, person_key)
SELECT
    t.campaign_id,
    t.person_key
FROM core.trait AS t
WHERE t.campaign_id = :campaign_id
