-- One row per progress unit ('' = of no unit) and day of a campaign whose pack follows another one: enrolled persons up to the day,
-- and up to the same day of the year before. Days of both curves; a figure is NULL, not 0, where its campaign is not assessed up to
-- the day, or is not in the warehouse.
CREATE OR REPLACE VIEW mart.unit_same_day AS
WITH curve AS MATERIALIZED (
    SELECT
        c.pack_code,
        c.unit_id,
        c.on_date,
        c.enrolled_persons
    FROM mart.unit_curve AS c
),

span AS MATERIALIZED (
    SELECT
        n.pack_code,
        MIN(c.on_date) AS first_on,
        MAX(w.assessed_on) AS last_on
    FROM policy.campaign AS n
    INNER JOIN landing.watermark AS w ON n.campaign_id = w.campaign_id
    LEFT JOIN curve AS c ON n.pack_code = c.pack_code
    GROUP BY n.pack_code
),

pair AS (
    SELECT
        n.campaign_id,
        n.pack_code,
        n.plan_year,
        n.follows,
        s.last_on,
        f.first_on AS follows_first_on,
        f.last_on AS follows_last_on,
        LEAST(s.first_on, (f.first_on + interval '1 year')::date) AS from_on,
        GREATEST(s.last_on, (f.last_on + interval '1 year')::date) AS to_on
    FROM policy.campaign AS n
    LEFT JOIN span AS s ON n.pack_code = s.pack_code
    LEFT JOIN span AS f ON n.follows = f.pack_code
    WHERE n.follows IS NOT NULL
),

-- units of this campaign, and whether the one before had them: a unit keeps its identifier
place AS (
    SELECT
        p.pack_code,
        u.unit_id,
        u.name AS unit_name,
        u.sort_order AS unit_sort_order,
        o.unit_id IS NOT NULL AS is_known_before
    FROM pair AS p
    INNER JOIN policy.unit AS u ON p.campaign_id = u.campaign_id
    LEFT JOIN policy.campaign AS f ON p.follows = f.pack_code
    LEFT JOIN policy.unit AS o ON f.campaign_id = o.campaign_id AND u.unit_id = o.unit_id AND o.is_progress_unit
    WHERE u.is_progress_unit
    UNION ALL
    SELECT DISTINCT
        p.pack_code,
        '' AS unit_id,
        NULL AS unit_name,
        NULL::integer AS unit_sort_order,
        p.follows IS NOT NULL AS is_known_before
    FROM pair AS p
    INNER JOIN curve AS c ON c.pack_code IN (p.pack_code, p.follows)
    WHERE c.unit_id = ''
),

calendar AS (
    SELECT
        p.*,
        k.unit_id,
        k.unit_name,
        k.unit_sort_order,
        k.is_known_before,
        d.on_date::date AS on_date,
        -- 29 February is compared with 28 February
        (d.on_date::date - interval '1 year')::date AS last_year_on
    FROM pair AS p
    INNER JOIN place AS k ON p.pack_code = k.pack_code
    CROSS JOIN LATERAL GENERATE_SERIES(p.from_on, p.to_on, interval '1 day') AS d (on_date)
),

compared AS (
    SELECT
        k.pack_code,
        k.plan_year,
        k.unit_id,
        k.unit_name,
        k.unit_sort_order,
        k.on_date,
        k.follows,
        k.last_year_on,
        -- nobody is enrolled before the first event
        CASE WHEN k.on_date <= k.last_on THEN COALESCE(c.enrolled_persons, 0) END AS enrolled_persons,
        CASE WHEN k.is_known_before AND k.last_year_on <= k.follows_last_on THEN COALESCE(l.enrolled_persons, 0) END
            AS last_year_enrolled_persons
    FROM calendar AS k
    LEFT JOIN curve AS c ON k.pack_code = c.pack_code AND k.unit_id = c.unit_id AND k.on_date = c.on_date
    LEFT JOIN curve AS l ON k.follows = l.pack_code AND k.unit_id = l.unit_id AND k.last_year_on = l.on_date
)

SELECT
    pack_code,
    plan_year,
    unit_id,
    unit_name,
    unit_sort_order,
    on_date,
    follows,
    last_year_on,
    enrolled_persons,
    last_year_enrolled_persons,
    enrolled_persons - last_year_enrolled_persons AS more_persons
FROM compared;
