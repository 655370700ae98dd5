-- One row per trial of a release (trial_no) that is in the way of the session that wants the lock wanted_no: it is cancelled, and
-- rolls back. None if no other session holds that lock.
SELECT pg_cancel_backend(t.pid)
FROM pg_locks AS t
INNER JOIN pg_database AS d ON t.database = d.oid AND d.datname = current_database()
WHERE
    t.locktype = 'advisory' AND t.granted AND t.classid = 0 AND t.objid = :trial_no AND t.objsubid = 1
    AND t.pid <> pg_backend_pid()
    AND EXISTS (
        SELECT FROM pg_locks AS w
        WHERE
            w.locktype = 'advisory' AND w.granted AND w.database = t.database AND w.classid = 0 AND w.objid = :wanted_no
            AND w.objsubid = 1 AND w.pid <> pg_backend_pid()
    )
