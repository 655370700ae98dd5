-- Deliveries, links and statements about persons as they were known at a delivery's number: one text for all readings of a past
-- state. Each function is a query of its own (SET): a cluster runs it on the coordinator.

-- Of each source and period the highest version that was not revoked then; deliveries of other kinds all count.
CREATE FUNCTION landing.known_delivery(campaign integer, known_no bigint)
RETURNS TABLE (delivery_id uuid, source text, committed_no bigint)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        v.delivery_id,
        v.source,
        v.committed_no
    FROM (
        SELECT
            d.delivery_id,
            d.source,
            d.version,
            d.committed_no,
            CASE
                WHEN d.kind IN ('special_list', 'roll', 'employee', 'history', 'uninsured_reason', 'late_entry')
                    THEN max(d.version) OVER (PARTITION BY d.source, d.period)
                ELSE d.version
            END AS last_version
        FROM landing.delivery AS d
        LEFT JOIN landing.revocation AS r
            ON
                d.campaign_id = r.campaign_id AND d.source = r.source AND d.period = r.period AND d.version = r.version
                AND r.committed_no <= $2
        WHERE
            d.campaign_id = $1 AND d.committed_no <= $2 AND r.version IS NULL
            AND d.state IN ('committed', 'superseded', 'revoked')
    ) AS v
    WHERE v.version = v.last_version
$$;

-- Keys whose facts belonged to another person then; of another place's decisions the last counts.
CREATE FUNCTION core.known_link(campaign integer, known_no bigint)
RETURNS TABLE (fact_key uuid, person_key uuid)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT ON (l.fact_key)
        l.fact_key,
        l.person_key
    FROM core.person_link AS l
    WHERE l.campaign_id <> $1 OR l.committed_no <= $2
    ORDER BY l.fact_key ASC, (l.campaign_id = $1) DESC, l.committed_no DESC, l.campaign_id ASC
$$;

-- Persons with employee insurance that lasts to the campaign's end, as assess/judge/job decides it.
CREATE FUNCTION core.known_employee(campaign integer, known_no bigint)
RETURNS TABLE (person_key uuid)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH known AS MATERIALIZED (
        SELECT d.delivery_id, d.source FROM landing.known_delivery($1, $2) AS d
    ),

    linked AS MATERIALIZED (
        SELECT l.fact_key, l.person_key FROM core.known_link($1, $2) AS l
    ),

    stated AS (
        SELECT
            coalesce(n.person_key, f.person_key) AS person_key,
            d.source,
            f.cut_off_on,
            f.region,
            f.insured_from,
            daterange(f.insured_from, f.insured_to, '[]') AS days
        FROM core.employee_fact AS f
        INNER JOIN known AS d ON f.delivery_id = d.delivery_id
        LEFT JOIN linked AS n ON f.person_key = n.fact_key
        WHERE f.campaign_id = $1 AND coalesce(f.insured_to, f.insured_from) >= f.insured_from
    )

    SELECT s.person_key
    FROM stated AS s
    INNER JOIN policy.campaign AS c ON c.campaign_id = $1
    WHERE
        (c.employee_region IS NULL OR s.region = c.employee_region)
        AND NOT EXISTS (
            SELECT FROM stated AS l
            WHERE
                l.person_key = s.person_key AND l.source = s.source AND l.cut_off_on > s.cut_off_on AND l.days && s.days
                AND l.insured_from <> l.cut_off_on
                AND (l.insured_from = s.insured_from OR l.region IS NOT DISTINCT FROM s.region)
        )
    GROUP BY s.person_key
    HAVING range_agg(s.days) @> min(c.ends_on)
$$;

-- The last answer of a township about each person up to a day; its note is at delivery_id and row_no.
CREATE FUNCTION core.known_answer(campaign integer, known_no bigint, as_of date)
RETURNS TABLE (person_key uuid, reason text, delivery_id uuid, row_no integer)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH known AS MATERIALIZED (
        SELECT d.delivery_id, d.committed_no FROM landing.known_delivery($1, $2) AS d
    ),

    linked AS MATERIALIZED (
        SELECT l.fact_key, l.person_key FROM core.known_link($1, $2) AS l
    )

    SELECT DISTINCT ON (coalesce(n.person_key, f.person_key))
        coalesce(n.person_key, f.person_key) AS person_key,
        f.reason,
        f.delivery_id,
        f.row_no
    FROM core.uninsured_reason_fact AS f
    INNER JOIN known AS d ON f.delivery_id = d.delivery_id
    LEFT JOIN linked AS n ON f.person_key = n.fact_key
    WHERE f.campaign_id = $1 AND f.cut_off_on <= $3
    ORDER BY coalesce(n.person_key, f.person_key) ASC, f.cut_off_on DESC, d.committed_no DESC, f.row_no DESC
$$;
