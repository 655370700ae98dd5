-- One row per unit and measure: the figure that counted when the assessment was made (deliveries up to committed_no).
SELECT DISTINCT ON (unit_id, measure)
    unit_id,
    measure,
    persons,
    status,
    source,
    origin
FROM mart.stated_target
WHERE
    pack_code = :pack_code AND committed_no <= :committed_no
    -- a further table of the notice is no denominator
    AND (kind IS NULL OR measure = 'target')
ORDER BY unit_id ASC, measure ASC, cut_off_on DESC NULLS LAST, version DESC, committed_no DESC
