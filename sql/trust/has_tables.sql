-- Whether the database has the tables of a warehouse.
SELECT count(*) > 0 AS has_tables
FROM information_schema.schemata AS s
WHERE s.schema_name IN ('policy', 'landing', 'vault', 'core', 'ledger')
