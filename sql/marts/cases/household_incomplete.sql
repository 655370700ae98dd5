-- One row per household (pseudonym) of which some but not all members are enrolled, where the notice wants whole households.
CREATE OR REPLACE VIEW mart_case.household_incomplete AS
WITH household AS (
    -- the dead and the employee-insured are not expected to enrol: they make no household incomplete
    SELECT
        d.campaign_id,
        d.household_key,
        d.plan_year,
        MIN(d.unit_id) AS unit_id,
        COUNT(*) AS member_persons,
        COUNT(*) FILTER (WHERE d.status = 'enrolled') AS enrolled_persons
    FROM core.dues AS d
    INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
    WHERE
        d.household_key IS NOT NULL AND d.status IN ('enrolled', 'owing', 'undefined')
        -- a person in an excused category need not enrol, whichever category decides the amount
        AND (
            d.status = 'enrolled'
            OR NOT EXISTS (
                SELECT e.category
                FROM ledger.coverage_event AS e
                WHERE
                    e.campaign_id = d.campaign_id AND e.person_key = d.person_key
                    AND e.category = ANY(c.household_excused)
                GROUP BY e.category
                HAVING SUM(e.member_persons) > 0
            )
        )
    GROUP BY d.campaign_id, d.household_key, d.plan_year
)

SELECT
    c.pack_code,
    h.household_key,
    h.plan_year,
    h.unit_id,
    u.name AS unit_name,
    h.member_persons,
    h.enrolled_persons,
    h.member_persons - h.enrolled_persons AS missing_persons
FROM household AS h
INNER JOIN policy.campaign AS c ON h.campaign_id = c.campaign_id AND h.plan_year = c.plan_year
LEFT JOIN policy.unit AS u ON h.campaign_id = u.campaign_id AND h.unit_id = u.unit_id
WHERE c.whole_household AND h.enrolled_persons > 0 AND h.enrolled_persons < h.member_persons;
