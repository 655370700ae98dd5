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
            c.employee_region,
            c.ends_on,
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

    effective AS MATERIALIZED (
        SELECT
            v.delivery_id,
            v.source,
            v.kind,
            v.committed_no
        FROM (
            SELECT
                d.delivery_id,
                d.source,
                d.kind,
                d.version,
                d.committed_no,
                max(d.version) OVER (PARTITION BY d.source, d.period) AS last_version
            FROM landing.delivery AS d
            INNER JOIN form AS f ON d.campaign_id = f.campaign_id AND d.committed_no <= f.committed_no
            LEFT JOIN landing.revocation AS r
                ON
                    d.campaign_id = r.campaign_id AND d.source = r.source AND d.period = r.period
                    AND d.version = r.version AND r.committed_no <= f.committed_no
            WHERE
                d.kind IN ('employee', 'uninsured_reason') AND r.version IS NULL
                AND d.state IN ('committed', 'superseded', 'revoked')
        ) AS v
        WHERE v.version = v.last_version
    ),

    linked AS MATERIALIZED (
        SELECT DISTINCT ON (l.fact_key)
            l.fact_key,
            l.person_key
        FROM core.person_link AS l
        INNER JOIN form AS f ON l.campaign_id <> f.campaign_id OR l.committed_no <= f.committed_no
        ORDER BY l.fact_key ASC, (l.campaign_id = $1) DESC, l.committed_no DESC, l.campaign_id ASC
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

    stated_job AS (
        SELECT
            coalesce(n.person_key, f.person_key) AS person_key,
            d.source,
            f.cut_off_on,
            f.region,
            f.insured_from,
            daterange(f.insured_from, f.insured_to, '[]') AS days
        FROM core.employee_fact AS f
        INNER JOIN effective AS d ON f.delivery_id = d.delivery_id
        LEFT JOIN linked AS n ON f.person_key = n.fact_key
        WHERE f.campaign_id = $1 AND coalesce(f.insured_to, f.insured_from) >= f.insured_from
    ),

    employed AS (
        SELECT s.person_key
        FROM stated_job AS s
        CROSS JOIN form AS f
        WHERE
            (f.employee_region IS NULL OR s.region = f.employee_region)
            AND NOT EXISTS (
                SELECT FROM stated_job AS l
                WHERE
                    l.person_key = s.person_key AND l.source = s.source AND l.cut_off_on > s.cut_off_on
                    AND l.days && s.days AND l.insured_from <> l.cut_off_on
                    AND (l.insured_from = s.insured_from OR l.region IS NOT DISTINCT FROM s.region)
            )
        GROUP BY s.person_key
        HAVING range_agg(s.days) @> min(f.ends_on)
    ),

    answered AS (
        SELECT DISTINCT ON (coalesce(n.person_key, f.person_key))
            coalesce(n.person_key, f.person_key) AS person_key,
            f.reason
        FROM core.uninsured_reason_fact AS f
        INNER JOIN effective AS d ON f.delivery_id = d.delivery_id
        LEFT JOIN linked AS n ON f.person_key = n.fact_key
        WHERE f.campaign_id = $1 AND f.cut_off_on <= $3
        ORDER BY coalesce(n.person_key, f.person_key) ASC, f.cut_off_on DESC, d.committed_no DESC, f.row_no DESC
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
