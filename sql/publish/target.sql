-- One row per unit and measure: the figure that counted when the assessment was made (deliveries up to committed_no).
SELECT DISTINCT ON (unit_id, measure)
    unit_id,
    measure,
    persons,
    status,
    source,
    origin
FROM mart.stated_target
WHERE pack_code = :pack_code AND committed_no <= :committed_no
ORDER BY unit_id ASC, measure ASC, cut_off_on DESC NULLS LAST, version DESC, committed_no DESC
