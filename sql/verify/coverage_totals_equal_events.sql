-- One row per line of the coverage totals that differs from the sum of its events.
WITH event AS (
    SELECT
        e.assess_no, e.category, e.on_date, e.unit_id,
        sum(e.member_persons) AS members, sum(e.enrolled_persons) AS enrolled,
        sum(e.undefined_persons) AS undefined, sum(e.undefined_paid_persons) AS undefined_paid
    FROM ledger.coverage_event AS e
    WHERE e.campaign_id = :campaign_id
    GROUP BY e.assess_no, e.category, e.on_date, e.unit_id
),

total AS (
    SELECT
        t.assess_no, t.category, t.on_date, t.unit_id, t.member_persons, t.enrolled_persons, t.undefined_persons,
        t.undefined_paid_persons
    FROM ledger.coverage_total AS t
    WHERE t.campaign_id = :campaign_id
)

SELECT count(*) AS problems
FROM (
    (SELECT * FROM event EXCEPT SELECT * FROM total)
    UNION ALL
    (SELECT * FROM total EXCEPT SELECT * FROM event)
) AS difference
