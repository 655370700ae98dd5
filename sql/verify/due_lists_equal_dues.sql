-- Due lists with newest lines that do not add up to what the list states, and persons whose charge by the newest list is not what they
-- owe. While a later assessment is in no list, only the first is counted.
WITH line AS (
    SELECT
        l.list_no,
        (l.charge = 'charge')::integer
        - coalesce((lag(l.charge) OVER w = 'charge')::integer, 0) AS persons,
        l.due_fen - coalesce(lag(l.due_fen) OVER w, 0) AS fen
    FROM ledger.due_line AS l
    WHERE l.campaign_id = :campaign_id
    WINDOW w AS (PARTITION BY l.person_key, l.plan_year ORDER BY l.list_no)
),

change AS (
    SELECT
        n.list_no,
        sum(n.persons) AS persons,
        sum(n.fen) AS fen
    FROM line AS n
    GROUP BY n.list_no
),

listed AS (
    SELECT
        t.chargeable_persons,
        t.chargeable_fen,
        coalesce(sum(c.persons) OVER o, 0) AS persons,
        coalesce(sum(c.fen) OVER o, 0) AS fen
    FROM ledger.due_list AS t
    LEFT JOIN change AS c ON t.list_no = c.list_no
    WHERE t.campaign_id = :campaign_id
    WINDOW o AS (ORDER BY t.list_no)
),

newest AS (
    SELECT DISTINCT ON (l.person_key, l.plan_year)
        l.person_key,
        l.plan_year,
        l.due_fen
    FROM ledger.due_line AS l
    WHERE l.campaign_id = :campaign_id
    ORDER BY l.person_key ASC, l.plan_year ASC, l.list_no DESC
),

owed AS (
    SELECT
        d.person_key,
        d.plan_year,
        greatest(d.due_fen - (d.paid_fen - d.refundable_fen), 0) AS due_fen
    FROM core.dues AS d
    WHERE
        d.campaign_id = :campaign_id AND d.status = 'owing'
        -- after the last window nobody may be charged
        AND NOT EXISTS (SELECT FROM ledger.due_list AS t WHERE t.campaign_id = :campaign_id AND t.is_closing)
),

last_list AS (
    SELECT max(t.known_no) AS known_no
    FROM ledger.due_list AS t
    WHERE t.campaign_id = :campaign_id
)

SELECT
    (SELECT count(*) FROM listed AS s WHERE (s.persons, s.fen) <> (s.chargeable_persons, s.chargeable_fen))
    + (
        SELECT count(*)
        FROM newest AS n
        FULL JOIN owed AS o ON n.person_key = o.person_key AND n.plan_year = o.plan_year
        INNER JOIN last_list AS t
            ON t.known_no = (SELECT max(a.assess_no) FROM ledger.assessment AS a WHERE a.campaign_id = :campaign_id)
        WHERE coalesce(n.due_fen, 0) <> coalesce(o.due_fen, 0)
    ) AS problems
