-- Deletes assessed persons from the queue, except persons whose facts all lie in the future: they have no row in core.dues yet
-- that could contain the day of their next change.
DELETE FROM core.changed_person AS q
WHERE
    q.campaign_id = :campaign_id AND q.committed_no <= :committed_no
    AND NOT EXISTS (
        SELECT FROM staging.assess_person_situation AS t
        WHERE
            t.campaign_id = q.campaign_id AND t.person_key = q.person_key AND t.next_change_on IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM core.dues AS d
                WHERE d.campaign_id = t.campaign_id AND d.person_key = t.person_key
            )
    )
    -- keys that are linked to such a person stay in the queue as well
    AND q.person_key NOT IN (
        SELECT l.fact_key
        FROM staging.assess_linked AS l
        INNER JOIN staging.assess_person_situation AS t ON l.campaign_id = t.campaign_id AND l.person_key = t.person_key
        WHERE
            t.next_change_on IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM core.dues AS d
                WHERE d.campaign_id = t.campaign_id AND d.person_key = t.person_key
            )
    )
