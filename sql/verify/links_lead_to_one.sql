-- One row per key that is linked to another person and still has results of its own although the queue is empty, and per link
-- that leads to a key which is itself linked.
WITH judged AS MATERIALIZED (
    SELECT
        l.fact_key,
        l.person_key
    FROM core.linked_person AS l
    INNER JOIN core.dues AS d ON l.fact_key = d.person_key
    WHERE d.campaign_id = :campaign_id
),

queued AS MATERIALIZED (
    SELECT q.person_key
    FROM core.changed_person AS q
    WHERE q.campaign_id = :campaign_id
)

SELECT
    (
        SELECT count(*)
        FROM judged AS j
        WHERE NOT EXISTS (SELECT FROM queued AS q WHERE q.person_key IN (j.fact_key, j.person_key))
    )
    + (
        SELECT count(*) FROM core.linked_person AS l
        INNER JOIN core.linked_person AS n ON l.person_key = n.fact_key
    ) AS problems
