-- One row per line in which the ledger's sum of memberships differs from the line that it should show.
INSERT INTO ledger.coverage_event (
    campaign_id, person_key, assess_no, line_no, category, on_date, unit_id, member_persons, enrolled_persons,
    undefined_persons, undefined_paid_persons
)
WITH difference AS (
    SELECT
        l.person_key,
        l.category,
        l.on_date,
        l.unit_id,
        sum(l.member_persons) AS member_persons,
        sum(l.enrolled_persons) AS enrolled_persons,
        sum(l.undefined_persons) AS undefined_persons,
        sum(l.undefined_paid_persons) AS undefined_paid_persons
    FROM (
        SELECT
            s.person_key, s.category, s.on_date, s.unit_id, s.member_persons, s.enrolled_persons, s.undefined_persons,
            s.undefined_paid_persons
        FROM staging.post_coverage AS s
        WHERE s.campaign_id = :campaign_id
        UNION ALL
        SELECT
            e.person_key, e.category, e.on_date, e.unit_id, -e.member_persons, -e.enrolled_persons, -e.undefined_persons,
            -e.undefined_paid_persons
        FROM ledger.coverage_event AS e
        INNER JOIN staging.post_person AS p ON e.campaign_id = p.campaign_id AND e.person_key = p.person_key
        WHERE e.campaign_id = :campaign_id
    ) AS l
    GROUP BY l.person_key, l.category, l.on_date, l.unit_id
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    d.person_key,
    CAST(:assess_no AS bigint) AS assess_no,
    row_number() OVER (PARTITION BY d.person_key ORDER BY d.on_date, d.category, d.unit_id) AS line_no,
    d.category,
    d.on_date,
    d.unit_id,
    d.member_persons,
    d.enrolled_persons,
    d.undefined_persons,
    d.undefined_paid_persons
FROM difference AS d
WHERE (d.member_persons, d.enrolled_persons, d.undefined_persons, d.undefined_paid_persons) <> (0, 0, 0, 0)
