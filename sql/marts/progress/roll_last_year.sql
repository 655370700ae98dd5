-- One row per progress unit of a pack that asks for "not below last year" and has a unit without a stated figure: persons that
-- the roll states as insured last year, and persons without a statement.
-- The latest accepted roll counts for a person. Once every unit has a figure there is no row, and the roll is not read.
CREATE OR REPLACE VIEW mart.roll_last_year AS
WITH asked AS (
    SELECT DISTINCT t.campaign_id
    FROM policy.target AS t
    WHERE
        t.kind = 'not_below_last_year' AND t.persons IS NULL
        AND NOT EXISTS (
            SELECT
            FROM core.target_fact AS f
            WHERE f.campaign_id = t.campaign_id AND f.unit_id = t.unit_id AND f.measure IN (t.measure, 'last_year')
        )
),

-- every unit below a progress unit counts for it
rollup AS MATERIALIZED (
    WITH RECURSIVE below AS (
        SELECT
            u.campaign_id,
            u.unit_id,
            u.unit_id AS progress_unit_id
        FROM policy.unit AS u
        INNER JOIN asked AS a ON u.campaign_id = a.campaign_id
        WHERE u.is_progress_unit
        UNION ALL
        SELECT
            child.campaign_id,
            child.unit_id,
            below.progress_unit_id
        FROM policy.unit AS child
        INNER JOIN below ON child.campaign_id = below.campaign_id AND child.parent_unit_id = below.unit_id
        WHERE NOT child.is_progress_unit
    )

    SELECT
        b.campaign_id,
        b.unit_id,
        b.progress_unit_id
    FROM below AS b
),

latest AS (
    -- two linked numbers on the roll are one person
    SELECT DISTINCT ON (f.campaign_id, coalesce(l.person_key, f.person_key))
        f.campaign_id,
        f.unit_id,
        f.insured_last_year
    FROM core.roll_fact AS f
    INNER JOIN asked AS a ON f.campaign_id = a.campaign_id
    INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    LEFT JOIN core.linked_person AS l ON f.person_key = l.fact_key
    ORDER BY f.campaign_id ASC, coalesce(l.person_key, f.person_key) ASC, f.cut_off_on DESC, f.unit_id ASC, f.person_key ASC
)

SELECT
    c.pack_code,
    r.progress_unit_id AS unit_id,
    -- a roll that leaves the column blank gives no figure
    CASE
        WHEN count(l.insured_last_year) > 0 THEN count(*) FILTER (WHERE l.insured_last_year)
    END AS insured_persons,
    count(*) FILTER (WHERE l.insured_last_year IS NULL) AS unknown_persons
FROM latest AS l
INNER JOIN rollup AS r ON l.campaign_id = r.campaign_id AND l.unit_id = r.unit_id
INNER JOIN policy.campaign AS c ON l.campaign_id = c.campaign_id
GROUP BY c.pack_code, r.progress_unit_id;
