-- One row per column of a table: its name and the type that a bulk load must send.
SELECT
    a.attname AS column_name,
    format_type(a.atttypid, NULL) AS type_name
FROM pg_attribute AS a
WHERE a.attrelid = CAST(:table_name AS regclass) AND a.attnum > 0 AND NOT a.attisdropped
