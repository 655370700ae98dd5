-- Deletes the settlements that have lapsed, so that the person is judged as one who died; the ledger counts the person until the
-- day on which the death is known. Who is no longer enrolled has no coverage, waiting or reward.
WITH settled AS (
    DELETE FROM staging.assess_settled AS s
    USING staging.assess_lapse AS g
    WHERE s.campaign_id = g.campaign_id AND s.person_key = g.person_key AND s.plan_year = g.plan_year
)

DELETE FROM staging.assess_benefit AS b
USING staging.assess_lapse AS g
WHERE b.campaign_id = g.campaign_id AND b.person_key = g.person_key AND b.plan_year = g.plan_year
