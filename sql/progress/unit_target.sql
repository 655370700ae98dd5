-- One row per progress unit and target that is set for it, in the order of targets and units.
SELECT
    unit_id,
    unit_name,
    measure,
    set_by,
    version,
    status,
    kind,
    origin,
    source,
    rate_bp,
    denominator,
    base_persons,
    base_source,
    wanted_persons,
    employees_count_too,
    gap_zh
FROM mart.unit_target
WHERE pack_code = :pack_code
ORDER BY measure <> 'target', measure, unit_sort_order, unit_id
