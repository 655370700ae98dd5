-- How many persons there are to judge when everybody is. Nobody is listed: the statements that choose then read all facts.
SELECT count(*) AS persons
FROM core.trait AS t
WHERE t.campaign_id = :campaign_id
