-- One row per payer that the pack knows.
SELECT
    payer,
    label_zh
FROM policy.payer
WHERE campaign_id = :campaign_id
ORDER BY payer
