-- Changes of the members who are not enrolled but explained, by unit, shown category, day and outcome, as known at known_no: summed up
-- to a day they are these outcomes of outcome_sums. It looks at persons with a stated reason only.
CREATE FUNCTION mart.explained_lines(campaign integer, known_no bigint)
RETURNS TABLE (unit_id text, category text, on_date date, outcome text, persons bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH known AS MATERIALIZED (
        SELECT d.delivery_id, d.committed_no
        FROM ledger.assessment AS a
        CROSS JOIN LATERAL landing.known_delivery(a.campaign_id, a.committed_no) AS d
        WHERE a.campaign_id = $1 AND a.assess_no = $2
    ),

    linked AS MATERIALIZED (
        SELECT l.fact_key, l.person_key
        FROM ledger.assessment AS a
        CROSS JOIN LATERAL core.known_link(a.campaign_id, a.committed_no) AS l
        WHERE a.campaign_id = $1 AND a.assess_no = $2
    ),

    -- the last answer of each day, as core.known_answer chooses it
    answered AS (
        SELECT DISTINCT ON (coalesce(n.person_key, f.person_key), f.cut_off_on)
            coalesce(n.person_key, f.person_key) AS person_key,
            f.cut_off_on,
            f.reason
        FROM core.uninsured_reason_fact AS f
        INNER JOIN known AS d ON f.delivery_id = d.delivery_id
        LEFT JOIN linked AS n ON f.person_key = n.fact_key
        WHERE f.campaign_id = $1
        ORDER BY coalesce(n.person_key, f.person_key) ASC, f.cut_off_on ASC, d.committed_no DESC, f.row_no DESC
    ),

    -- employee insurance has no day: it counts on all
    stated AS MATERIALIZED (
        SELECT e.person_key, NULL::date AS on_date, 'employed' AS reason
        FROM ledger.assessment AS a
        CROSS JOIN LATERAL core.known_employee(a.campaign_id, a.committed_no) AS e
        WHERE a.campaign_id = $1 AND a.assess_no = $2
        UNION ALL
        SELECT w.person_key, w.cut_off_on, w.reason FROM answered AS w
    ),

    person AS MATERIALIZED (
        SELECT
            s.person_key,
            bool_or(s.reason = 'employed') AS is_employed
        FROM stated AS s
        GROUP BY s.person_key
    ),

    coverage AS MATERIALIZED (
        SELECT
            e.person_key,
            p.is_employed,
            e.unit_id,
            e.category,
            e.on_date,
            e.member_persons,
            e.enrolled_persons
        FROM person AS p
        INNER JOIN ledger.coverage_event AS e ON p.person_key = e.person_key
        WHERE e.campaign_id = $1 AND e.assess_no <= $2 AND (e.member_persons <> 0 OR e.enrolled_persons <> 0)
    ),

    -- a membership changes its outcome on days of its own, and on days of an answer
    turn AS (
        SELECT
            c.person_key, c.is_employed, c.unit_id, c.category, c.on_date, c.member_persons, c.enrolled_persons,
            NULL::text AS reason
        FROM coverage AS c
        UNION ALL
        SELECT m.person_key, m.is_employed, m.unit_id, m.category, s.on_date, 0, 0, s.reason
        FROM (SELECT DISTINCT c.person_key, c.is_employed, c.unit_id, c.category FROM coverage AS c) AS m
        INNER JOIN stated AS s ON m.person_key = s.person_key AND s.on_date IS NOT NULL
    ),

    day AS (
        SELECT
            t.person_key,
            t.is_employed,
            t.unit_id,
            t.category,
            t.on_date,
            sum(sum(t.member_persons)) OVER so_far > 0 AS is_member,
            sum(sum(t.enrolled_persons)) OVER so_far > 0 AS is_enrolled,
            -- the last answer so far, after its day
            (max(max(t.on_date || t.reason)) OVER so_far) AS dated_reason
        FROM turn AS t
        GROUP BY t.person_key, t.is_employed, t.unit_id, t.category, t.on_date
        WINDOW so_far AS (PARTITION BY t.person_key, t.unit_id, t.category ORDER BY t.on_date)
    ),

    explained AS (
        SELECT
            d.person_key,
            d.unit_id,
            d.category,
            d.on_date,
            CASE
                WHEN NOT d.is_member OR d.is_enrolled THEN NULL
                WHEN d.is_employed AND a.reason IS DISTINCT FROM 'retired_here' THEN 'employee_here'
                WHEN a.reason = 'resident_here' THEN 'other'
                ELSE a.reason
            END AS outcome
        FROM day AS d
        CROSS JOIN LATERAL (SELECT substr(d.dated_reason, 11) AS reason) AS a
    ),

    change AS (
        SELECT
            x.*,
            lag(x.outcome) OVER (PARTITION BY x.person_key, x.unit_id, x.category ORDER BY x.on_date) AS before
        FROM explained AS x
    )

    SELECT
        c.unit_id,
        coalesce(k.shown_category, regexp_replace(c.category, '^unknown:.*', 'unknown:')),
        c.on_date,
        l.outcome,
        sum(l.persons)
    FROM change AS c
    CROSS JOIN LATERAL (VALUES (c.outcome, 1), (c.before, -1)) AS l (outcome, persons)
    LEFT JOIN landing.category_label AS k ON k.campaign_id = $1 AND c.category = k.category
    WHERE c.outcome IS DISTINCT FROM c.before AND l.outcome IS NOT NULL
    GROUP BY 1, 2, 3, 4
    HAVING sum(l.persons) <> 0
$$;
