-- Deletes the explanations of the situations of this assessment, which are written again (of all situations, if everybody is
-- assessed), and of situations that the assessed persons had and in which no person is left.
DELETE FROM core.explanation AS e
WHERE
    e.campaign_id = :campaign_id
    AND e.situation_key IN (
        SELECT x.situation_key
        FROM staging.assess_explained AS x
        WHERE x.campaign_id = :campaign_id
        UNION ALL
        SELECT o.situation_key
        FROM core.explanation AS o
        WHERE o.campaign_id = :campaign_id AND CAST(:everyone AS boolean)
        UNION ALL
        -- core.dues still has the old situations; situations that assessed persons have again are in the first part
        SELECT b.situation_key
        FROM (
            SELECT DISTINCT d.situation_key
            FROM staging.assess_changed AS p
            INNER JOIN core.dues AS d ON p.campaign_id = d.campaign_id AND p.person_key = d.person_key
            WHERE p.campaign_id = :campaign_id AND NOT CAST(:everyone AS boolean)
            UNION
            SELECT d.situation_key
            FROM staging.assess_linked AS l
            INNER JOIN core.dues AS d ON l.campaign_id = d.campaign_id AND l.fact_key = d.person_key
            WHERE l.campaign_id = :campaign_id AND NOT CAST(:everyone AS boolean)
        ) AS b
        WHERE
            -- OFFSET keeps it a look into the index for each situation, until one person is found; the planner would
            -- join everybody
            NOT EXISTS (
                SELECT
                FROM core.dues AS r
                WHERE
                    r.campaign_id = :campaign_id AND r.situation_key = b.situation_key
                    AND r.person_key NOT IN (SELECT q.person_key FROM staging.assess_changed AS q)
                    AND r.person_key NOT IN (SELECT q.fact_key FROM staging.assess_linked AS q)
                OFFSET 0  -- noqa: AM09
            )
    )
