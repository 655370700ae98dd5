-- Every number that is known had a row of its own.
INSERT INTO vault.alias (alias_key, person_key)
SELECT
    v.person_key,
    v.person_key
FROM vault.person AS v
ON CONFLICT (alias_key) DO NOTHING;
