-- Record that an official looks a person up at the board, whatever the answer will be, and return the number of the reading, with
-- which mart_case.read_explanation opens it. NULL = nobody of the official's own units is known by this key: the same answer for
-- a person elsewhere and for no person. Only caseworkers of an office look up. The caller commits before it reads.
-- `person`: person key, or the key of a document number.
CREATE FUNCTION mart.record_lookup(pack text, person uuid, reader text, official text, why text, on_date date)
RETURNS uuid
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    number integer;
    known uuid;
    reading uuid := gen_random_uuid();
BEGIN
    SELECT c.campaign_id INTO number FROM policy.campaign AS c WHERE c.pack_code = pack;
    IF number IS NULL OR NOT EXISTS (
        SELECT FROM policy.reader_recipient AS r
        WHERE
            r.campaign_id = number AND r.role_name = reader AND r.sees_persons
            AND (r.until_on IS NULL OR r.until_on >= on_date)
    ) THEN
        RAISE EXCEPTION 'only caseworkers of an office of the pack look persons up' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT COALESCE(l.person_key, k.person_key) INTO known
    FROM (
        SELECT COALESCE((SELECT a.person_key FROM vault.alias AS a WHERE a.alias_key = person), person) AS person_key
    ) AS k
    LEFT JOIN core.linked_person AS l ON k.person_key = l.fact_key;
    INSERT INTO ledger.explanation_reading
        (campaign_id, reading_id, person_key, role_name, read_by, reason, read_at, transaction_id)
    VALUES (number, reading, known, session_user, trim(official), why, clock_timestamp(), pg_current_xact_id());
    IF EXISTS (
        SELECT FROM core.dues AS d
        INNER JOIN policy.reader_unit AS u ON d.campaign_id = u.campaign_id AND COALESCE(d.unit_id, '') = u.unit_id
        WHERE
            d.campaign_id = number AND d.person_key = known AND u.role_name = reader
            AND (u.until_on IS NULL OR u.until_on >= on_date)
    ) THEN
        RETURN reading;
    END IF;
    RETURN NULL;
END
$$;
