-- One row per work table of the assessment: the command that empties it.
-- A large table is truncated. A few rows are deleted, because TRUNCATE creates files (one assessment runs at a time, under a
-- lock). The size decides only how a table is emptied, because on a cluster the size of a distributed table is 0 here.
SELECT
    CASE WHEN CAST(:is_bulk AS boolean) OR pg_relation_size(c.oid) > :large_bytes THEN 'TRUNCATE ' ELSE 'DELETE FROM ' END
    || format('%I.%I', n.nspname, c.relname) AS command
FROM pg_class AS c
INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = 'staging' AND c.relkind = 'r' AND (starts_with(c.relname, 'assess_') OR starts_with(c.relname, 'post_'))
ORDER BY c.relname
