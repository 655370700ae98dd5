-- One row per day and unit with a change: enrolled persons of the campaign's plan year, as known at known_no, and as the last
-- publication had them (published_no = 0: there is no publication).
SELECT
    t.on_date,
    t.unit_id,
    SUM(t.enrolled_persons)::bigint AS enrolled_persons,
    COALESCE(
        SUM(t.enrolled_persons) FILTER (WHERE t.assess_no <= :published_no AND t.on_date <= CAST(:published_on AS date)), 0
    )::bigint AS published_persons
FROM ledger.event_total AS t
INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id AND t.plan_year = c.plan_year
WHERE t.campaign_id = :campaign_id AND t.assess_no <= :known_no AND t.on_date <= :as_of AND t.enrolled_persons <> 0
GROUP BY t.on_date, t.unit_id
