-- One row per person and plan year whose result this assessment changes, for the next due list; none in a place without due lists. The
-- first list compares everybody.
INSERT INTO core.changed_due (campaign_id, person_key, plan_year)
SELECT
    x.campaign_id,
    x.person_key,
    x.plan_year
FROM staging.assess_difference AS x
WHERE x.campaign_id = :campaign_id AND EXISTS (SELECT FROM ledger.due_list AS l WHERE l.campaign_id = :campaign_id)
