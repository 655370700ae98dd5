-- Living and enrolled members up to as_of by unit and shown category, as known at known_no; see progress_sums.sql.
CREATE FUNCTION mart.coverage_sums(campaign integer, known_no bigint, as_of date)
RETURNS TABLE (
    unit_id text,
    category text,
    member_persons bigint,
    enrolled_persons bigint,
    undefined_persons bigint,
    undefined_paid_persons bigint
)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH summed AS (
        SELECT
            e.campaign_id,
            e.unit_id,
            e.category,
            SUM(e.member_persons)::bigint AS member_persons,
            SUM(e.enrolled_persons)::bigint AS enrolled_persons,
            SUM(e.undefined_persons)::bigint AS undefined_persons,
            SUM(e.undefined_paid_persons)::bigint AS undefined_paid_persons
        FROM ledger.coverage_total AS e
        WHERE e.campaign_id = $1 AND e.assess_no <= $2 AND e.on_date <= $3
        GROUP BY e.campaign_id, e.unit_id, e.category
    )

    SELECT
        t.unit_id,
        COALESCE(k.shown_category, regexp_replace(t.category, '^unknown:.*', 'unknown:')),
        t.member_persons,
        t.enrolled_persons,
        t.undefined_persons,
        t.undefined_paid_persons
    FROM summed AS t
    LEFT JOIN landing.category_label AS k ON t.campaign_id = k.campaign_id AND t.category = k.category
$$;
