-- One row per unit and outcome: living members of special populations of which all must enrol, up to as_of, as known at known_no.
SELECT
    unit_id,
    outcome,
    persons
FROM mart.outcome_sums(:campaign_id, :known_no, :as_of, FALSE)
ORDER BY unit_id, outcome
