-- Deletes the traits of keys that are linked to a person who is read. Their results are removed as those of any person without
-- facts (assess/judge/difference).
DELETE FROM core.trait AS t
USING staging.assess_linked AS l
WHERE t.campaign_id = :campaign_id AND t.campaign_id = l.campaign_id AND t.person_key = l.fact_key
