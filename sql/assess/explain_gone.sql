-- The explanations of the situations of this assessment are written anew; when everybody is assessed, of all situations.
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
    )
