-- One row: number of persons to judge when all are judged. There is no list of them: the choosing statements then read all facts.
SELECT count(*) AS persons
FROM core.trait AS t
WHERE t.campaign_id = :campaign_id
