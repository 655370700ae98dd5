-- One row per unit of the campaign's tree, in the notice's order.
SELECT
    unit_id,
    name,
    parent_unit_id,
    sort_order,
    is_progress_unit
FROM policy.unit
WHERE campaign_id = :campaign_id
ORDER BY sort_order, unit_id
