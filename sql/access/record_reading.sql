-- Record that somebody reads a person's explanation, and return the number of the reading, with which read_explanation opens it.
-- An official of an office reads about
-- persons of its units alone. NULL = the warehouse has no such pack. The caller commits in between: a reading in one transaction could be taken back together with its record.
CREATE FUNCTION mart_case.record_reading(pack text, person uuid, official text, why text DEFAULT '')
RETURNS uuid
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    number integer;
    is_allowed boolean;
    reading uuid := gen_random_uuid();
BEGIN
    SELECT c.campaign_id INTO number FROM policy.campaign AS c WHERE c.pack_code = pack;
    IF number IS NULL THEN
        RETURN NULL;
    END IF;
    is_allowed := pg_has_role(session_user, 'caseworker', 'MEMBER') OR pg_has_role(session_user, 'auditor', 'MEMBER')
        OR EXISTS (
            SELECT FROM core.dues AS d
            INNER JOIN mart_office.own_unit AS o ON o.pack_code = pack AND coalesce(d.unit_id, '') = o.unit_id
            WHERE d.campaign_id = number AND d.person_key = person
        );
    IF NOT is_allowed THEN
        RAISE EXCEPTION 'your office has no unit with this person' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF person IS NULL OR coalesce(trim(official), '') = '' THEN
        RAISE EXCEPTION 'give the person key, and the name or number of the official who reads';
    END IF;
    INSERT INTO ledger.explanation_reading
        (campaign_id, reading_id, person_key, role_name, read_by, reason, read_at, transaction_id)
    VALUES (number, reading, person, session_user, trim(official), coalesce(why, ''), clock_timestamp(), pg_current_xact_id());
    RETURN reading;
END
$$;
