-- One row per unit: enrolled persons of the campaign's plan year before as_of, and as the last publication had them.
-- published_no = 0: there is no publication.
SELECT
    t.unit_id,
    COALESCE(SUM(t.enrolled_persons) FILTER (WHERE t.on_date < :as_of), 0)::bigint AS day_before_persons,
    COALESCE(
        SUM(t.enrolled_persons) FILTER (WHERE t.assess_no <= :published_no AND t.on_date <= CAST(:published_on AS date)), 0
    )::bigint AS published_persons
FROM ledger.event_total AS t
INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id AND t.plan_year = c.plan_year
WHERE t.campaign_id = :campaign_id AND t.assess_no <= :known_no AND t.on_date <= :as_of
GROUP BY t.unit_id
