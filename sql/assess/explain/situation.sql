-- One row per situation that gains or loses results in this assessment: the number of results in it from now on.
INSERT INTO core.situation AS t (campaign_id, situation_key, results)
SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    c.situation_key,
    sum(c.results) AS results
FROM (
    SELECT x.situation_after AS situation_key, 1 AS results
    FROM staging.assess_difference AS x
    WHERE x.campaign_id = :campaign_id AND x.situation_after IS DISTINCT FROM x.situation_before
    UNION ALL
    SELECT x.situation_before AS situation_key, -1 AS results
    FROM staging.assess_difference AS x
    WHERE x.campaign_id = :campaign_id AND x.situation_after IS DISTINCT FROM x.situation_before
) AS c
WHERE c.situation_key IS NOT NULL
GROUP BY c.situation_key
HAVING sum(c.results) <> 0
ON CONFLICT (campaign_id, situation_key) DO UPDATE SET results = t.results + excluded.results
