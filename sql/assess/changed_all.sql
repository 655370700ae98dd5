-- One row per person of whom anything is known: the facts of everybody are read again.
INSERT INTO staging.assess_changed (campaign_id, person_key)
WITH rolled AS (
    SELECT DISTINCT f.person_key FROM core.roll_fact AS f WHERE f.campaign_id = :campaign_id
)

SELECT CAST(:campaign_id AS integer) AS campaign_id, r.person_key FROM rolled AS r
UNION ALL
-- the few others: on a list, paid, or assessed before, and not on the roll
SELECT CAST(:campaign_id AS integer) AS campaign_id, o.person_key
FROM (
    SELECT f.person_key FROM core.membership_fact AS f
    WHERE f.campaign_id = :campaign_id AND NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = f.person_key)
    UNION
    SELECT f.person_key FROM core.payment AS f
    WHERE f.campaign_id = :campaign_id AND NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = f.person_key)
    UNION
    SELECT f.person_key FROM core.dues AS f
    WHERE f.campaign_id = :campaign_id AND NOT EXISTS (SELECT FROM rolled AS r WHERE r.person_key = f.person_key)
) AS o
