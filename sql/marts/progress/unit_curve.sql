-- One row per progress unit ('' = of no unit) and day, from the campaign's first event to its last assessed day: new and all enrolled
-- persons of the campaign's plan year, and money received. The sum over units is the place.
CREATE OR REPLACE VIEW mart.unit_curve AS
WITH RECURSIVE below AS (
    SELECT
        u.campaign_id,
        u.unit_id,
        u.unit_id AS progress_unit_id
    FROM policy.unit AS u
    WHERE u.is_progress_unit
    UNION ALL
    SELECT
        child.campaign_id,
        child.unit_id,
        below.progress_unit_id
    FROM policy.unit AS child
    INNER JOIN below ON child.campaign_id = below.campaign_id AND child.parent_unit_id = below.unit_id
    WHERE NOT child.is_progress_unit
),

change AS (
    SELECT
        t.campaign_id,
        COALESCE(b.progress_unit_id, '') AS unit_id,
        t.on_date,
        SUM(t.enrolled_persons)::bigint AS enrolled_persons,
        SUM(t.received_fen)::bigint AS received_fen
    FROM ledger.event_total AS t
    INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id AND t.plan_year = c.plan_year
    LEFT JOIN below AS b ON t.campaign_id = b.campaign_id AND t.unit_id = b.unit_id
    GROUP BY t.campaign_id, COALESCE(b.progress_unit_id, ''), t.on_date
),

span AS (
    SELECT
        c.campaign_id,
        MIN(c.on_date) AS first_on,
        -- a fact may state a later day than the last assessed one
        GREATEST(MAX(w.assessed_on), MAX(c.on_date)) AS last_on
    FROM change AS c
    INNER JOIN landing.watermark AS w ON c.campaign_id = w.campaign_id
    GROUP BY c.campaign_id
),

place AS (
    SELECT
        u.campaign_id,
        u.unit_id,
        u.name AS unit_name,
        u.sort_order AS unit_sort_order
    FROM policy.unit AS u
    WHERE u.is_progress_unit
    UNION ALL
    SELECT DISTINCT
        c.campaign_id,
        '' AS unit_id,
        NULL AS unit_name,
        NULL::integer AS unit_sort_order
    FROM change AS c
    WHERE c.unit_id = ''
),

calendar AS (
    SELECT
        p.campaign_id,
        p.unit_id,
        p.unit_name,
        p.unit_sort_order,
        d.on_date::date AS on_date
    FROM span AS s
    INNER JOIN place AS p ON s.campaign_id = p.campaign_id
    CROSS JOIN LATERAL GENERATE_SERIES(s.first_on, s.last_on, interval '1 day') AS d (on_date)
)

SELECT
    n.pack_code,
    n.plan_year,
    k.unit_id,
    k.unit_name,
    k.unit_sort_order,
    k.on_date,
    COALESCE(c.enrolled_persons, 0) AS new_enrolled_persons,
    SUM(COALESCE(c.enrolled_persons, 0)) OVER so_far::bigint AS enrolled_persons,
    SUM(COALESCE(c.received_fen, 0)) OVER so_far::bigint AS received_fen
FROM calendar AS k
INNER JOIN policy.campaign AS n ON k.campaign_id = n.campaign_id
LEFT JOIN change AS c ON k.campaign_id = c.campaign_id AND k.unit_id = c.unit_id AND k.on_date = c.on_date
WINDOW so_far AS (PARTITION BY k.campaign_id, k.unit_id ORDER BY k.on_date);
