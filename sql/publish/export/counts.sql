-- One row per value of two dimensions of mart.dues: persons of the campaign's plan year. A value is the label to show; '' = no known
-- unit, or no payer.
WITH labelled AS (
    SELECT
        CASE :row_dimension
            WHEN 'unit' THEN coalesce(d.unit_name, '')
            WHEN 'category' THEN d.category_label
            WHEN 'payer' THEN d.payer_label
            ELSE d.status
        END AS row_label,
        CASE :column_dimension
            WHEN 'unit' THEN coalesce(d.unit_name, '')
            WHEN 'category' THEN d.category_label
            WHEN 'payer' THEN d.payer_label
            ELSE d.status
        END AS column_label,
        d.unit_sort_order,
        d.persons
    FROM mart.dues AS d
    INNER JOIN policy.campaign AS c ON d.pack_code = c.pack_code AND d.plan_year = c.plan_year
    WHERE d.pack_code = :pack_code
)

SELECT
    l.row_label,
    l.column_label,
    sum(l.persons)::integer AS persons
FROM labelled AS l
GROUP BY l.row_label, l.column_label
ORDER BY min(l.unit_sort_order), l.row_label, l.column_label
