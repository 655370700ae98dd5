-- A key that is linked to a person who is read is nobody of its own: nothing is kept of it. Its dues go as everybody's do of
-- whom there is no fact left (assess/judge/difference).
DELETE FROM core.trait AS t
USING staging.assess_linked AS l
WHERE t.campaign_id = :campaign_id AND t.campaign_id = l.campaign_id AND t.person_key = l.fact_key
