-- One row per category that the pack knows, in its order.
SELECT
    category,
    label_zh,
    amount_kind,
    all_must_enrol
FROM policy.category
WHERE campaign_id = :campaign_id
ORDER BY sort_order, category
