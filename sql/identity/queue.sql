-- One row per campaign and person to assess again, because a key belongs to another person than before: the key itself, its
-- former and its new person. Persons that the delivery itself names are in the queue of its campaign anyway.
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
WITH moved AS (
    SELECT
        w.fact_key,
        w.person_key,
        coalesce(l.person_key, w.fact_key) AS former_key
    FROM staging.linked_wanted AS w
    LEFT JOIN core.linked_person AS l ON w.fact_key = l.fact_key
    WHERE coalesce(l.person_key, w.fact_key) <> w.person_key
),

-- campaigns in which one of these keys is known
known AS MATERIALIZED (
    SELECT
        t.campaign_id,
        t.person_key
    FROM core.trait AS t
    WHERE
        t.campaign_id <> :campaign_id
        AND t.person_key IN (
            SELECT m.fact_key FROM moved AS m
            UNION ALL
            SELECT m.person_key FROM moved AS m
            UNION ALL
            SELECT m.former_key FROM moved AS m
        )
),

elsewhere AS (
    SELECT
        w.campaign_id,
        w.committed_no,
        m.fact_key,
        m.person_key,
        m.former_key
    FROM moved AS m
    INNER JOIN landing.watermark AS w ON w.campaign_id <> :campaign_id
    WHERE
        EXISTS (
            SELECT FROM known AS k
            WHERE k.campaign_id = w.campaign_id AND k.person_key IN (m.fact_key, m.person_key, m.former_key)
        )
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    k.person_key,
    CAST(:committed_no AS bigint) AS committed_no
FROM (
    SELECT t.person_key FROM staging.linked_touched AS t
    UNION
    SELECT m.fact_key FROM moved AS m
    UNION
    SELECT m.person_key FROM moved AS m
    UNION
    SELECT m.former_key FROM moved AS m
) AS k
UNION
SELECT
    e.campaign_id,
    k.person_key,
    e.committed_no
FROM elsewhere AS e
CROSS JOIN LATERAL (VALUES (e.fact_key), (e.person_key), (e.former_key)) AS k (person_key)
