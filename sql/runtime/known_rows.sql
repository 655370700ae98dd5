-- One row: the planner's estimate of a table's rows; 0 before its first statistics.
SELECT greatest(c.reltuples, 0)::bigint AS known_rows
FROM pg_class AS c
WHERE c.oid = CAST(:table_name AS regclass)
