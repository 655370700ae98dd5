-- Deletes situations that lost their last result in this assessment.
DELETE FROM core.situation AS s
WHERE
    s.campaign_id = :campaign_id AND s.results = 0
    AND s.situation_key IN (
        SELECT x.situation_before FROM staging.assess_difference AS x WHERE x.campaign_id = :campaign_id
    )
