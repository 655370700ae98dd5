-- One row per key that is linked to another person and still has results of its own although the queue is empty, and per link
-- that leads to a key which is itself linked.
SELECT
    (
        SELECT count(*)
        FROM core.linked_person AS l
        INNER JOIN core.dues AS d ON l.fact_key = d.person_key
        WHERE
            d.campaign_id = :campaign_id
            AND NOT EXISTS (
                SELECT FROM core.changed_person AS q
                WHERE q.campaign_id = d.campaign_id AND q.person_key = l.fact_key
            )
            AND NOT EXISTS (
                SELECT FROM core.changed_person AS q
                WHERE q.campaign_id = d.campaign_id AND q.person_key = l.person_key
            )
    )
    + (
        SELECT count(*) FROM core.linked_person AS l
        INNER JOIN core.linked_person AS n ON l.person_key = n.fact_key
    ) AS problems
