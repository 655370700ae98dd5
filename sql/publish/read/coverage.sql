-- One row per unit and category ('' = of those of which the notice asks that all enrol): living and enrolled members up to as_of, as known at known_no.
SELECT
    unit_id,
    category,
    member_persons,
    enrolled_persons,
    undefined_persons,
    undefined_paid_persons
FROM mart.coverage_sums(:campaign_id, :known_no, :as_of)
ORDER BY unit_id, category
