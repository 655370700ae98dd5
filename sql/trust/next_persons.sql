-- The next persons to prepare, in the order of their keys.
SELECT
    p.person_key,
    p.number_cipher,
    p.name_cipher,
    p.phone_cipher
FROM vault.person AS p
WHERE p.person_key > CAST(:after AS uuid)
ORDER BY p.person_key
LIMIT :most
