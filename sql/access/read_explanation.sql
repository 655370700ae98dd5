-- Return the explanation of the person of a recorded reading: one row per plan year and line. Only the role that recorded it reads,
-- within ten minutes, and in a later transaction than the record, so that no rollback takes the record away.
CREATE FUNCTION mart_case.read_explanation(reading uuid)
RETURNS SETOF mart_case.explanation
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    pack text;
    person uuid;
BEGIN
    SELECT c.pack_code, r.person_key
    INTO pack, person
    FROM ledger.explanation_reading AS r
    INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
    WHERE
        r.reading_id = reading AND r.role_name = session_user
        AND r.transaction_id IS DISTINCT FROM pg_current_xact_id_if_assigned()
        AND r.read_at > clock_timestamp() - INTERVAL '10 minutes';
    IF person IS NULL THEN
        RAISE EXCEPTION 'call mart_case.record_reading first, commit, and read within ten minutes in the same role'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT e.* FROM mart_case.explanation AS e WHERE e.pack_code = pack AND e.person_key = person
        ORDER BY e.plan_year, e.line_no;
END
$$;
