-- Other sessions of this database that hold a lock on a table or view of the warehouse, the longest transaction first.
-- State and seconds are null unless the role may read statistics of all sessions (server.sql gives the owner that right).
SELECT
    a.pid AS process_id,
    a.usename AS role_name,
    a.state,
    extract(EPOCH FROM clock_timestamp() - a.xact_start)::bigint AS transaction_seconds
FROM pg_stat_activity AS a
WHERE
    a.datname = current_database()
    AND a.pid <> pg_backend_pid()
    AND EXISTS (
        SELECT FROM pg_locks AS l
        INNER JOIN pg_class AS c ON l.relation = c.oid
        INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        WHERE
            l.pid = a.pid AND l.granted AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = a.datname)
            AND n.nspname IN ('policy', 'landing', 'staging', 'vault', 'core', 'ledger', 'mart', 'mart_case', 'mart_office')
    )
ORDER BY a.xact_start NULLS LAST, a.pid
