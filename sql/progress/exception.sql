-- One row per category and reason: persons whose due is undefined, and the money that waits for a decision.
SELECT
    category,
    category_label,
    reason_code,
    reason_zh,
    SUM(persons)::bigint AS persons,
    SUM(paid_persons)::bigint AS paid_persons,
    SUM(paid_fen)::bigint AS paid_fen
FROM mart.exception
WHERE pack_code = :pack_code
GROUP BY category, category_label, reason_code, reason_zh
ORDER BY SUM(persons) DESC, category_label, reason_code
