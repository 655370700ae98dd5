-- One row per person with any fact: the facts of all persons are read again.
-- A key that is linked to another person has no row: that person is read.
INSERT INTO staging.assess_changed (campaign_id, person_key)
WITH rolled AS (
    SELECT DISTINCT f.person_key FROM core.roll_fact AS f WHERE f.campaign_id = :campaign_id
),

-- the few persons on a list, with a payment, or assessed before, and not on the roll
other AS (
    SELECT f.person_key FROM core.membership_fact AS f
    WHERE f.campaign_id = :campaign_id AND NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = f.person_key)
    UNION
    SELECT f.person_key FROM core.payment AS f
    WHERE f.campaign_id = :campaign_id AND NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = f.person_key)
    UNION
    SELECT f.person_key FROM core.dues AS f
    WHERE f.campaign_id = :campaign_id AND NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = f.person_key)
    UNION
    -- persons known by a linked key only
    SELECT l.person_key FROM core.linked_person AS l
    INNER JOIN core.changed_person AS q ON l.fact_key = q.person_key AND q.campaign_id = :campaign_id
    WHERE NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = l.person_key)
    UNION
    SELECT l.person_key FROM core.linked_person AS l
    INNER JOIN core.changed_person AS q ON l.person_key = q.person_key AND q.campaign_id = :campaign_id
    WHERE NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = l.person_key)
    UNION
    SELECT l.person_key FROM core.linked_person AS l
    INNER JOIN core.trait AS t ON l.person_key = t.person_key AND t.campaign_id = :campaign_id
    WHERE NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = l.person_key)
)

SELECT CAST(:campaign_id AS integer) AS campaign_id, k.person_key
FROM (
    SELECT r.person_key FROM rolled AS r
    UNION ALL
    SELECT o.person_key FROM other AS o
) AS k
WHERE NOT EXISTS (SELECT FROM core.linked_person AS l WHERE l.fact_key = k.person_key)
