-- Persons and money that may be charged now, by core.dues; nothing after the last window.
SELECT
    count(*) AS persons,
    coalesce(sum(c.due_fen), 0)::bigint AS fen
FROM core.charge AS c
WHERE c.campaign_id = :campaign_id AND c.charge = 'charge' AND NOT CAST(:is_closed AS boolean)
