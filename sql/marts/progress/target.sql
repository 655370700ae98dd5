-- One row per unit and measure: the figure that counts now.
-- A figure delivered after the notice replaces the notice's; a delivered blank is a blank. The latest cut-off decides, then the
-- higher version, then the order of commitment.
CREATE OR REPLACE VIEW mart.target AS
SELECT DISTINCT ON (pack_code, unit_id, measure)
    pack_code,
    unit_id,
    unit_name,
    unit_sort_order,
    is_progress_unit,
    measure,
    persons,
    status,
    source,
    rule_id,
    origin,
    cut_off_on,
    version,
    committed_no,
    set_by,
    table_version,
    kind,
    rate_bp,
    denominator,
    denominator_source
FROM mart.stated_target
ORDER BY pack_code ASC, unit_id ASC, measure ASC, cut_off_on DESC NULLS LAST, version DESC, committed_no DESC;
