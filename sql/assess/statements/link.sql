-- Links that this comparison knew first.
INSERT INTO core.compared_link (campaign_id, fact_key, person_key)
SELECT
    CAST(:campaign_id AS integer),
    l.fact_key,
    l.person_key
FROM core.linked_person AS l
WHERE NOT EXISTS (SELECT FROM core.compared_link AS c WHERE c.campaign_id = :campaign_id AND c.fact_key = l.fact_key)
