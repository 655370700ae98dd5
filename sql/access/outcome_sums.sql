-- Living members of special populations up to as_of, by unit, shown category and outcome, as known at known_no: the
-- enrolled by the ledger, the others by employee insurance, then by a township's last answer. An answer that a person is enrolled
-- here does not prove it: it counts as other. each_category FALSE: only the category '' (of which all must enrol, each person
-- once), and no row unless the campaign has the form, or published it. See progress_sums.sql.
CREATE FUNCTION mart.outcome_sums(campaign integer, known_no bigint, as_of date, each_category boolean)
RETURNS TABLE (unit_id text, category text, outcome text, persons bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH form AS MATERIALIZED (
        SELECT
            c.campaign_id,
            a.committed_no
        FROM policy.campaign AS c
        INNER JOIN ledger.assessment AS a ON c.campaign_id = a.campaign_id AND a.assess_no = $2
        WHERE
            c.campaign_id = $1
            AND (
                $4
                OR c.special_form = 'outcomes'
                OR EXISTS (
                    SELECT FROM ledger.publication AS p
                    WHERE p.campaign_id = $1 AND p.manifest #>> '{snapshot,campaign,special_form}' = 'outcomes'
                )
            )
    ),

    member AS MATERIALIZED (
        SELECT
            e.person_key,
            e.unit_id,
            e.category,
            sum(e.enrolled_persons) > 0 AS is_enrolled
        FROM ledger.coverage_event AS e
        INNER JOIN form AS f ON e.campaign_id = f.campaign_id
        WHERE e.assess_no <= $2 AND e.on_date <= $3 AND ($4 OR e.category = '')
        GROUP BY e.person_key, e.unit_id, e.category
        HAVING sum(e.member_persons) > 0
    ),

    employed AS MATERIALIZED (
        SELECT e.person_key
        FROM form AS f
        CROSS JOIN LATERAL core.known_employee(f.campaign_id, f.committed_no) AS e
    ),

    answered AS MATERIALIZED (
        SELECT
            a.person_key,
            a.reason
        FROM form AS f
        CROSS JOIN LATERAL core.known_answer(f.campaign_id, f.committed_no, $3) AS a
    )

    SELECT
        m.unit_id,
        coalesce(k.shown_category, regexp_replace(m.category, '^unknown:.*', 'unknown:')),
        CASE
            WHEN m.is_enrolled THEN 'enrolled'
            WHEN j.person_key IS NOT NULL AND a.reason IS DISTINCT FROM 'retired_here' THEN 'employee_here'
            WHEN a.reason = 'resident_here' THEN 'other'
            ELSE coalesce(a.reason, 'unanswered')
        END,
        count(*)
    FROM member AS m
    LEFT JOIN employed AS j ON m.person_key = j.person_key
    LEFT JOIN answered AS a ON m.person_key = a.person_key
    LEFT JOIN landing.category_label AS k ON k.campaign_id = $1 AND m.category = k.category
    GROUP BY 1, 2, 3
$$;
