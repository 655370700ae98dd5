-- One row per unit and cause of differences with the tax bureau's statements about days up to a day.
SELECT
    unit_id,
    cause,
    cause_zh,
    owner_zh,
    next_step_zh,
    sum(differences)::bigint AS differences,
    sum(statement_fen)::bigint AS statement_fen,
    sum(feed_fen)::bigint AS feed_fen
FROM mart.statement_difference
WHERE pack_code = :pack_code AND on_date <= :as_of
GROUP BY unit_id, cause, cause_zh, owner_zh, next_step_zh
ORDER BY cause, unit_id
