-- Keys that are linked to another person and are still somebody of their own, although nobody waits to be assessed; links that
-- lead to a key which is itself linked on.
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
