-- One row per past plan year that the pack's waiting or reward rules look at; none for a pack without such rules.
SELECT
    plan_year,
    for_waiting,
    for_reward,
    deliveries
FROM mart.history_year
WHERE pack_code = :pack_code
ORDER BY plan_year
