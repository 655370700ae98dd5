-- The columns of a mart in their order, with the server's names of their types.
SELECT
    column_name::text AS column_name,
    udt_name::text AS type_name
FROM information_schema.columns
WHERE table_schema = :schema_name AND table_name = :table_name
ORDER BY ordinal_position
