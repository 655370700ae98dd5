DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;
DROP VIEW core.taken_back;
ALTER TABLE core.trait RESET (fillfactor);
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.relname, a.attname
        FROM pg_class AS c
        INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        INNER JOIN pg_attribute AS a ON c.oid = a.attrelid
        WHERE n.nspname = 'staging' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget = 0
    LOOP
        EXECUTE format('ALTER TABLE staging.%I ALTER COLUMN %I SET STATISTICS -1', one.relname, one.attname);
    END LOOP;
END
$$;
