-- The person of each given hash of a number that vault.alias names; hashes that it does not name have no row.
SELECT
    a.alias_key,
    a.person_key
FROM vault.alias AS a
WHERE a.alias_key = ANY(CAST(:alias_keys AS uuid []))
