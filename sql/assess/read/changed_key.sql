-- One row per key whose facts are read: the person's own key, and the keys that are linked to it.
INSERT INTO staging.assess_changed_key (campaign_id, person_key, fact_key)
SELECT
    p.campaign_id,
    p.person_key,
    p.person_key AS fact_key
FROM staging.assess_changed AS p
WHERE p.campaign_id = :campaign_id
UNION ALL
SELECT
    l.campaign_id,
    l.person_key,
    l.fact_key
FROM staging.assess_linked AS l
WHERE l.campaign_id = :campaign_id
