-- One row per progress unit and target that is set for it, now: the denominator, the number of persons that the target asks for,
-- and the unit's progress.
-- Several targets of a unit stay apart. No figure is divided by a figure that is missing or 0.
CREATE OR REPLACE VIEW mart.unit_target AS
WITH based AS (
    SELECT
        t.pack_code,
        t.unit_id,
        t.measure,
        t.set_by,
        CASE t.origin WHEN 'notice' THEN t.table_version ELSE t.version END AS version,
        t.status,
        t.kind,
        t.origin,
        t.source,
        t.rate_bp,
        t.denominator,
        CASE
            WHEN t.kind = 'count' THEN t.persons
            WHEN t.kind = 'rate' THEN d.persons
            -- a figure of the table, else a delivered one (whose blank is a blank), else the roll's
            WHEN t.persons IS NOT NULL OR t.origin = 'delivery' THEN t.persons
            WHEN l.unit_id IS NOT NULL THEN l.persons
            ELSE r.insured_persons
        END AS base_persons,
        CASE
            WHEN t.kind = 'count' THEN t.source
            WHEN t.kind = 'rate' THEN COALESCE(d.source, t.denominator_source)
            WHEN t.persons IS NOT NULL OR t.origin = 'delivery' THEN t.source
            WHEN l.unit_id IS NOT NULL THEN l.source
            WHEN r.insured_persons IS NULL THEN t.source
            WHEN r.unknown_persons > 0 THEN '参保底册“上年是否参保”（另有' || r.unknown_persons || '人未填）'
            ELSE '参保底册“上年是否参保”'
        END AS base_source
    FROM mart.target AS t
    LEFT JOIN mart.target AS d
        ON t.kind = 'rate' AND t.pack_code = d.pack_code AND t.unit_id = d.unit_id AND t.denominator = d.measure
    LEFT JOIN mart.target AS l
        ON
            t.kind = 'not_below_last_year' AND t.pack_code = l.pack_code AND t.unit_id = l.unit_id
            AND l.measure = 'last_year'
    LEFT JOIN mart.roll_last_year AS r
        ON t.kind = 'not_below_last_year' AND t.pack_code = r.pack_code AND t.unit_id = r.unit_id
    WHERE t.is_progress_unit AND t.kind IS NOT NULL
),

wanted AS (
    SELECT
        b.*,
        CASE
            -- rounded up: a person cannot be split
            WHEN b.kind = 'rate' THEN (NULLIF(b.base_persons, 0) * b.rate_bp + 9999) / 10000
            ELSE b.base_persons
        END AS wanted_persons
    FROM based AS b
)

SELECT
    w.pack_code,
    p.plan_year,
    w.unit_id,
    p.unit_name,
    p.unit_sort_order,
    w.measure,
    w.set_by,
    w.version,
    w.status,
    w.kind,
    w.origin,
    w.source,
    w.rate_bp,
    w.denominator,
    w.base_persons,
    w.base_source,
    w.wanted_persons,
    p.enrolled_persons,
    p.enrolled_persons::numeric / NULLIF(w.base_persons, 0) AS reached_rate,
    CASE WHEN w.wanted_persons IS NOT NULL THEN GREATEST(w.wanted_persons - p.enrolled_persons, 0) END AS missing_persons,
    CASE
        -- if employees count as well, residents alone cannot show that a rate is missed
        WHEN w.kind = 'rate' AND c.employee_counts_as_covered AND p.enrolled_persons < w.wanted_persons THEN NULL
        ELSE p.enrolled_persons >= w.wanted_persons
    END AS is_met,
    w.kind = 'rate' AND c.employee_counts_as_covered AS employees_count_too,
    CASE
        WHEN w.wanted_persons IS NOT NULL THEN NULL
        WHEN w.kind = 'count' THEN '任务数未下达'
        WHEN w.kind = 'not_below_last_year' THEN '上年参保人数未下达'
        WHEN w.rate_bp IS NULL THEN '任务比例未下达'
        WHEN w.base_persons = 0 THEN '基数为0'
        ELSE '基数未下达'
    END AS gap_zh
FROM wanted AS w
INNER JOIN policy.campaign AS c ON w.pack_code = c.pack_code
INNER JOIN mart.unit_progress AS p ON w.pack_code = p.pack_code AND w.unit_id = p.unit_id;
