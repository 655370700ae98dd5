-- One line per person and plan year whose charge differs from the person's newest line: who may be charged from now on, or another
-- amount, unit or category; and who was to be charged and may not be any more. The first list has all who may be charged.
INSERT INTO ledger.due_line (campaign_id, list_no, person_key, plan_year, charge, due_fen, unit_id, category)
WITH newest AS (
    SELECT DISTINCT ON (l.person_key, l.plan_year)
        l.person_key,
        l.plan_year,
        l.charge,
        l.due_fen,
        l.unit_id,
        l.category
    FROM ledger.due_line AS l
    WHERE l.campaign_id = :campaign_id
    ORDER BY l.person_key ASC, l.plan_year ASC, l.list_no DESC
),

stated AS (
    SELECT
        c.person_key,
        c.plan_year,
        c.charge,
        c.due_fen,
        c.unit_id,
        CASE
            WHEN c.charge = 'charge' AND CAST(:has_categories AS boolean)
                THEN coalesce(k.shown_category, regexp_replace(c.category, '^unknown:.*', 'unknown:'))
            ELSE ''
        END AS category
    FROM core.charge AS c
    LEFT JOIN landing.category_label AS k ON k.campaign_id = :campaign_id AND c.category = k.category
    WHERE c.campaign_id = :campaign_id
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    CAST(:list_no AS integer) AS list_no,
    coalesce(s.person_key, n.person_key) AS person_key,
    coalesce(s.plan_year, n.plan_year) AS plan_year,
    coalesce(s.charge, 'out') AS charge,
    coalesce(s.due_fen, 0) AS due_fen,
    coalesce(s.unit_id, n.unit_id) AS unit_id,
    coalesce(s.category, '') AS category
FROM stated AS s
FULL JOIN newest AS n ON s.person_key = n.person_key AND s.plan_year = n.plan_year
WHERE
    CASE
        WHEN s.charge = 'charge'
            THEN (s.charge, s.due_fen, s.unit_id, s.category) IS DISTINCT FROM (n.charge, n.due_fen, n.unit_id, n.category)
        ELSE n.charge = 'charge'
    END
