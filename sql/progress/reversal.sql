-- One row per sender and reason: reversals without effect yet, and their money.
SELECT
    r.sender,
    r.state_zh,
    sum(r.reversals)::bigint AS reversals,
    sum(r.reversed_fen)::bigint AS reversed_fen
FROM mart.reversal AS r
WHERE r.pack_code = :pack_code AND r.state NOT IN ('counted', 'cash_counted')
GROUP BY r.sender, r.state, r.state_zh
ORDER BY r.sender, r.state
