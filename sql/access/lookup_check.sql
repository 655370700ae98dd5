-- Return the check value of the current hash key, with which the board finds out whether its key is the warehouse's.
CREATE FUNCTION mart.lookup_check()
RETURNS bytea
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.hash_check FROM vault.data_key AS k WHERE k.state = 'current'
$$;
