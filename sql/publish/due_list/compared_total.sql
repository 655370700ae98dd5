-- Persons and money that may be charged from the compared persons by their newest lines: it must be the money that they owe.
SELECT
    count(*) FILTER (WHERE n.charge = 'charge') AS persons,
    coalesce(sum(n.due_fen), 0)::bigint AS fen
FROM (
    SELECT DISTINCT ON (l.person_key, l.plan_year)
        l.charge,
        l.due_fen
    FROM ledger.due_line AS l
    INNER JOIN staging.post_charge AS c
        ON l.campaign_id = c.campaign_id AND l.person_key = c.person_key AND l.plan_year = c.plan_year
    WHERE l.campaign_id = :campaign_id
    ORDER BY l.person_key ASC, l.plan_year ASC, l.list_no DESC
) AS n
