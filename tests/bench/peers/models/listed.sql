-- Rows of all departments' lists up to the business date, with the category that a label or a grade means.
CREATE TABLE listed AS
SELECT
    row_number() OVER () AS row_id,
    l.number,
    l.source,
    coalesce(g.category, k.category, 'unknown:' || coalesce(l.label, '')) AS category,
    l.op,
    l.effective_on,
    l.cut_off_on,
    l.grade,
    l.is_local,
    l.unit
FROM (
    SELECT
        r.number,
        r.source,
        r.label,
        coalesce(o.op, 'add') AS op,
        coalesce(CASE WHEN coalesce(o.op, 'add') = 'add' THEN r.recognised ELSE r.change_on END, r.cut_off_on)::date
            AS effective_on,
        r.cut_off_on::date AS cut_off_on,
        nullif(strpos('一二三四', left(r.grade, 1)), 0) AS grade,
        CASE r.hukou WHEN '是' THEN TRUE WHEN '否' THEN FALSE END AS is_local,
        r.unit
    FROM raw_list AS r
    LEFT JOIN op_label AS o ON r.op = o.label
) AS l
CROSS JOIN campaign AS c
LEFT JOIN grade_category AS g ON l.source = g.source AND l.grade = g.grade
LEFT JOIN label_category AS k ON l.source = k.source AND coalesce(l.label, '') = k.label
WHERE l.effective_on <= c.business_date;
