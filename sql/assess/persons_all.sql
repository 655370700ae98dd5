-- One row per person of whom anything is known: the rules have changed, so everybody is assessed again.
INSERT INTO staging.assess_person (campaign_id, person_key)
SELECT f.campaign_id, f.person_key FROM core.roll_fact AS f WHERE f.campaign_id = :campaign_id
UNION
SELECT f.campaign_id, f.person_key FROM core.membership_fact AS f WHERE f.campaign_id = :campaign_id
UNION
SELECT f.campaign_id, f.person_key FROM core.payment AS f WHERE f.campaign_id = :campaign_id
UNION
SELECT f.campaign_id, f.person_key FROM core.dues AS f WHERE f.campaign_id = :campaign_id
