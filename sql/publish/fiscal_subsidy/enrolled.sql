-- One row per unit with persons enrolled for the plan year: up to the day of this request, and up to that of the request before.
SELECT
    s.unit_id,
    sum(s.persons)::bigint AS persons,
    sum(s.before_persons)::bigint AS before_persons
FROM (
    SELECT
        n.plan_year,
        n.unit_id,
        n.enrolled_persons AS persons,
        0 AS before_persons
    FROM mart.progress_sums(:campaign_id, :known_no, :as_of) AS n
    UNION ALL
    SELECT
        b.plan_year,
        b.unit_id,
        0 AS persons,
        b.enrolled_persons AS before_persons
    FROM mart.progress_sums(:campaign_id, :before_no, coalesce(CAST(:before_as_of AS date), '-infinity')) AS b
) AS s
WHERE s.plan_year = :plan_year
GROUP BY s.unit_id
HAVING sum(s.persons) <> 0 OR sum(s.before_persons) <> 0
ORDER BY s.unit_id
