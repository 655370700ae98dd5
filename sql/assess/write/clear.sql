-- One row per work table of the assessment that holds something, or did: the command that empties it. A large one is
-- truncated; a few rows are deleted, for to truncate makes new files (one assessment runs at a time, under a lock).
SELECT
    CASE WHEN pg_relation_size(c.oid) > :large_bytes THEN 'TRUNCATE ' ELSE 'DELETE FROM ' END
    || format('%I.%I', n.nspname, c.relname) AS command
FROM pg_class AS c
INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE
    n.nspname = 'staging' AND c.relkind = 'r' AND (starts_with(c.relname, 'assess_') OR starts_with(c.relname, 'post_'))
    AND pg_relation_size(c.oid) > 0
ORDER BY c.relname
