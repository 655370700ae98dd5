-- Charges by the newest lines up to a list: they must be those that the list states by core.dues.
SELECT
    count(*) FILTER (WHERE n.charge = 'charge') AS chargeable_persons,
    coalesce(sum(n.due_fen), 0)::bigint AS chargeable_fen
FROM (
    SELECT DISTINCT ON (l.person_key, l.plan_year)
        l.charge,
        l.due_fen
    FROM ledger.due_line AS l
    WHERE l.campaign_id = :campaign_id AND l.list_no <= :list_no
    ORDER BY l.person_key ASC, l.plan_year ASC, l.list_no DESC
) AS n
