-- The hash of each number under the new hash key, and the person, who keeps the key.
INSERT INTO vault.alias (alias_key, person_key)
SELECT
    r.alias_key,
    r.person_key
FROM vault.rotated_person AS r
WHERE r.alias_key <> r.person_key
