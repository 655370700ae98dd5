-- One row per category that the pack knows, in its order.
SELECT
    category,
    label_zh
FROM policy.category
WHERE campaign_id = :campaign_id
ORDER BY sort_order, category
