-- Who was assessed and no longer has a fact for a plan year has no row there either (the ledger keeps the history).
DELETE FROM core.dues AS d
USING staging.assess_person AS p
WHERE
    d.campaign_id = p.campaign_id AND d.person_key = p.person_key AND d.campaign_id = :campaign_id
    AND NOT EXISTS (
        SELECT FROM staging.assess_result AS r
        WHERE r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND r.plan_year = d.plan_year
    )
