-- One row: enrolled persons whose waiting months or reward cannot be computed, because a history is missing.
SELECT
    coalesce(sum(persons), 0)::bigint AS persons,
    coalesce(sum(waiting_persons), 0)::bigint AS waiting_persons,
    coalesce(sum(reward_persons), 0)::bigint AS reward_persons
FROM mart.history_missing
WHERE pack_code = :pack_code
