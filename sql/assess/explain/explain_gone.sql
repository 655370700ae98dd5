-- Deletes the explanations of the situations of this assessment, which are written again (of all situations, if everybody is
-- assessed), and of situations that lost their last result.
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
        SELECT s.situation_key
        FROM core.situation AS s
        WHERE
            s.campaign_id = :campaign_id AND s.results = 0
            AND s.situation_key IN (
                SELECT x.situation_before FROM staging.assess_difference AS x WHERE x.campaign_id = :campaign_id
            )
    )
