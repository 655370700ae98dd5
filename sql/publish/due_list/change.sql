-- Persons and money that may be charged from the compared persons, by the lists before and now.
SELECT
    count(*) FILTER (WHERE c.charge_before = 'charge') AS before_persons,
    coalesce(sum(c.fen_before), 0)::bigint AS before_fen,
    count(*) FILTER (WHERE c.charge = 'charge') AS persons,
    coalesce(sum(c.due_fen), 0)::bigint AS fen
FROM staging.post_charge AS c
WHERE c.campaign_id = :campaign_id
