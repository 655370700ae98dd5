-- One row per change in the members of a category, and in the enrolled ones among them; category '' counts a person once over all
-- categories.
INSERT INTO staging.post_coverage (
    campaign_id, person_key, category, on_date, unit_id, member_persons, enrolled_persons
)
WITH person AS (
    SELECT
        r.person_key,
        coalesce(r.unit_id, '') AS unit_id,
        r.settled_on,
        t.died_on
    FROM staging.assess_result AS r
    INNER JOIN staging.post_person AS n ON r.campaign_id = n.campaign_id AND r.person_key = n.person_key
    INNER JOIN core.trait AS t ON r.campaign_id = t.campaign_id AND r.person_key = t.person_key
    INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id AND r.plan_year = c.plan_year
    WHERE r.campaign_id = :campaign_id
),

-- living members: an interval ends with the membership or with the life
living AS (
    SELECT DISTINCT
        i.person_key,
        i.category,
        p.unit_id,
        p.settled_on,
        i.from_on,
        least(i.to_on, p.died_on) AS to_on
    FROM staging.assess_interval AS i
    INNER JOIN person AS p ON i.person_key = p.person_key
    WHERE i.campaign_id = :campaign_id AND i.from_on < coalesce(least(i.to_on, p.died_on), 'infinity')
),

counted AS (
    SELECT l.person_key, l.category, l.unit_id, l.settled_on, l.from_on, l.to_on FROM living AS l
    UNION ALL
    SELECT a.person_key, '' AS category, a.unit_id, a.settled_on, lower(a.span) AS from_on, upper(a.span) AS to_on
    FROM (
        SELECT l.person_key, l.unit_id, l.settled_on, unnest(range_agg(daterange(l.from_on, l.to_on))) AS span
        FROM living AS l
        GROUP BY l.person_key, l.unit_id, l.settled_on
    ) AS a
),

change AS (
    SELECT c.person_key, c.category, c.unit_id, c.from_on AS on_date, 1 AS member_persons, 0 AS enrolled_persons
    FROM counted AS c
    UNION ALL
    SELECT c.person_key, c.category, c.unit_id, c.to_on, -1, 0
    FROM counted AS c WHERE c.to_on IS NOT NULL
    UNION ALL
    SELECT c.person_key, c.category, c.unit_id, greatest(c.settled_on, c.from_on), 0, 1
    FROM counted AS c WHERE c.settled_on < coalesce(c.to_on, 'infinity')
    UNION ALL
    SELECT c.person_key, c.category, c.unit_id, c.to_on, 0, -1
    FROM counted AS c WHERE c.to_on IS NOT NULL AND c.settled_on < c.to_on
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    n.person_key,
    n.category,
    n.on_date,
    n.unit_id,
    sum(n.member_persons),
    sum(n.enrolled_persons)
FROM change AS n
GROUP BY n.person_key, n.category, n.on_date, n.unit_id
