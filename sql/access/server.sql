-- Rights that only a superuser can give or take, as an idempotent script for the database of the warehouse (principle P19).
-- The embedded server runs it at each start, the database container at its first; on a server of your own run it once.
-- Functions with which a reader could hold up a run or fill the disk: advisory locks, large objects, sleep, messages in
-- the write-ahead log. The owner may hand the right on (roles.sql): runs need one of the locks.
DO $$
DECLARE
    function_id regprocedure;
    database_name text;
BEGIN
    FOR function_id IN
        SELECT p.oid::regprocedure FROM pg_proc AS p
        WHERE
            p.pronamespace = 'pg_catalog'::regnamespace
            AND p.proname ~ '^(pg_(try_)?advisory_|lo_|loread$|lowrite$|pg_sleep|pg_logical_emit_message$)'
            AND has_function_privilege('public', p.oid, 'EXECUTE')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', function_id);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO owner WITH GRANT OPTION', function_id);
    END LOOP;
    -- Other databases of the server, Airflow's among them: only their owners enter.
    FOR database_name IN SELECT datname FROM pg_database WHERE datname IN ('airflow', 'postgres', 'template1') LOOP
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', database_name);
    END LOOP;
    -- The owner may see and end a session that is in a migration's way, and limit the disk for temporary files (roles.sql).
    GRANT pg_read_all_stats, pg_signal_backend TO owner;
    GRANT SET ON PARAMETER temp_file_limit TO owner;
END
$$;
