-- One row per plan year, unit and day up to as_of: change of the enrolled persons, as known at known_no.
SELECT
    plan_year,
    unit_id,
    on_date,
    SUM(enrolled_persons)::bigint AS enrolled_persons
FROM ledger.event_total
WHERE campaign_id = :campaign_id AND assess_no <= :known_no AND on_date <= :as_of
GROUP BY campaign_id, plan_year, unit_id, on_date
HAVING SUM(enrolled_persons) <> 0
ORDER BY plan_year, unit_id, on_date
