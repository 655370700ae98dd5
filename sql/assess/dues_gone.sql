-- Who was assessed and no longer has a fact for a plan year has no row there either (the ledger keeps the history).
DELETE FROM core.dues AS d
USING staging.assess_person AS p
WHERE
    d.campaign_id = p.campaign_id AND d.person_key = p.person_key AND d.campaign_id = :campaign_id
    AND NOT EXISTS (
        SELECT
        FROM staging.assess_alike AS a
        INNER JOIN staging.assess_model AS m ON a.campaign_id = m.campaign_id AND a.situation_key = m.situation_key
        INNER JOIN staging.assess_outcome AS o ON m.campaign_id = o.campaign_id AND m.person_key = o.person_key
        WHERE a.campaign_id = d.campaign_id AND a.person_key = d.person_key AND o.plan_year = d.plan_year
    )
