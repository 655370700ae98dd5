-- One row per unit, category, day and outcome with a change: members of special populations who are not enrolled but explained.
SELECT
    unit_id,
    category,
    on_date,
    outcome,
    persons
FROM mart.explained_lines(:campaign_id, :known_no)
