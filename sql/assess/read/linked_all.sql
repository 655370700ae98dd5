-- One row per key whose facts belong to a judged person, when all persons are judged; known rows stay.
INSERT INTO staging.assess_linked (campaign_id, person_key, fact_key)
SELECT
    t.campaign_id,
    t.person_key,
    l.fact_key
FROM core.linked_person AS l
INNER JOIN core.trait AS t ON l.person_key = t.person_key
WHERE
    t.campaign_id = :campaign_id
    AND l.fact_key NOT IN (SELECT k.fact_key FROM staging.assess_linked AS k)
