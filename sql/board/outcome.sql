-- One row per unit, category and outcome of the given units: living members of special populations, counts only.
SELECT
    unit_id,
    category,
    outcome,
    persons
FROM mart.outcome_sums(:campaign_id, :known_no, :as_of, TRUE)
WHERE unit_id = ANY(CAST(:unit_ids AS text []))
ORDER BY unit_id, category, outcome
