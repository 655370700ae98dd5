-- One row per person and plan year to compare: the newest line, and what may be charged now. Persons whose result changed since the
-- newest list, or all who have a result or a line.
INSERT INTO staging.post_charge (
    campaign_id, person_key, plan_year, charge_before, fen_before, unit_before, category_before, charge, due_fen, unit_id, category
)
WITH person AS (
    SELECT q.person_key, q.plan_year
    FROM core.changed_due AS q
    WHERE q.campaign_id = :campaign_id AND NOT CAST(:has_all AS boolean)
    UNION
    SELECT d.person_key, d.plan_year
    FROM core.dues AS d
    WHERE d.campaign_id = :campaign_id AND CAST(:has_all AS boolean)
    UNION
    SELECT l.person_key, l.plan_year
    FROM ledger.due_line AS l
    WHERE l.campaign_id = :campaign_id AND CAST(:has_all AS boolean)
),

newest AS (
    SELECT DISTINCT ON (l.person_key, l.plan_year)
        l.person_key,
        l.plan_year,
        l.charge,
        l.due_fen,
        l.unit_id,
        l.category
    FROM ledger.due_line AS l
    INNER JOIN person AS p ON l.person_key = p.person_key AND l.plan_year = p.plan_year
    WHERE l.campaign_id = :campaign_id
    ORDER BY l.person_key ASC, l.plan_year ASC, l.list_no DESC
),

stated AS (
    SELECT
        c.person_key,
        c.plan_year,
        CASE WHEN c.charge = 'charge' AND CAST(:is_closed AS boolean) THEN 'closed' ELSE c.charge END AS charge,
        CASE WHEN CAST(:is_closed AS boolean) THEN 0 ELSE c.due_fen END AS due_fen,
        c.unit_id,
        CASE
            WHEN c.charge = 'charge' AND CAST(:has_categories AS boolean) AND NOT CAST(:is_closed AS boolean)
                THEN coalesce(k.shown_category, regexp_replace(c.category, '^unknown:.*', 'unknown:'))
            ELSE ''
        END AS category
    FROM core.charge AS c
    INNER JOIN person AS p ON c.person_key = p.person_key AND c.plan_year = p.plan_year
    LEFT JOIN landing.category_label AS k ON k.campaign_id = :campaign_id AND c.category = k.category
    WHERE c.campaign_id = :campaign_id
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    p.person_key,
    p.plan_year,
    n.charge AS charge_before,
    coalesce(n.due_fen, 0) AS fen_before,
    n.unit_id AS unit_before,
    n.category AS category_before,
    coalesce(s.charge, 'out') AS charge,
    coalesce(s.due_fen, 0) AS due_fen,
    coalesce(s.unit_id, n.unit_id, '') AS unit_id,
    coalesce(s.category, '') AS category
FROM person AS p
LEFT JOIN newest AS n ON p.person_key = n.person_key AND p.plan_year = n.plan_year
LEFT JOIN stated AS s ON p.person_key = s.person_key AND p.plan_year = s.plan_year
