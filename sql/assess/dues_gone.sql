-- Takes out the rows of who no longer has a fact for the plan year.
DELETE FROM core.dues AS d
USING staging.assess_difference AS x
WHERE
    d.campaign_id = :campaign_id AND x.is_gone
    AND d.campaign_id = x.campaign_id AND d.person_key = x.person_key AND d.plan_year = x.plan_year
