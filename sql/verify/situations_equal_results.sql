-- One row: situations whose number of results differs from the rows of core.dues, and situations with results and without an
-- explanation, or with an explanation and without results.
WITH counted AS (
    SELECT d.situation_key, count(*) AS results
    FROM core.dues AS d
    WHERE d.campaign_id = :campaign_id AND d.situation_key IS NOT NULL
    GROUP BY d.situation_key
),

kept AS (
    SELECT s.situation_key, s.results
    FROM core.situation AS s
    WHERE s.campaign_id = :campaign_id
),

explained AS (
    SELECT DISTINCT e.situation_key
    FROM core.explanation AS e
    WHERE e.campaign_id = :campaign_id
)

SELECT count(*) AS problems
FROM counted AS c
FULL JOIN kept AS k ON c.situation_key = k.situation_key
FULL JOIN explained AS e ON c.situation_key = e.situation_key
WHERE c.results IS DISTINCT FROM k.results OR e.situation_key IS NULL
