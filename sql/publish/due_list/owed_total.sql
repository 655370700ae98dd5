-- What may be charged now from everybody, by core.dues.
SELECT
    count(*) AS persons,
    coalesce(sum(c.due_fen), 0)::bigint AS fen
FROM core.charge AS c
WHERE c.campaign_id = :campaign_id AND c.charge = 'charge'
