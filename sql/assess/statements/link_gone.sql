-- Links of the last comparison that are no more.
DELETE FROM core.compared_link AS c
WHERE
    c.campaign_id = :campaign_id
    AND NOT EXISTS (SELECT FROM core.linked_person AS l WHERE l.fact_key = c.fact_key AND l.person_key = c.person_key)
