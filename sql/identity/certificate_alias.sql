-- Every certificate has its key; who has one keeps it.
INSERT INTO vault.alias (alias_key, person_key)
SELECT
    u.certificate_key,
    u.certificate_key
FROM unnest(CAST(:certificate_keys AS uuid [])) AS u (certificate_key)
ON CONFLICT (alias_key) DO NOTHING
