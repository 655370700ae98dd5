-- Persons that arrived while the rotation was prepared, below the keys of its batches.
SELECT
    p.person_key,
    p.number_cipher,
    p.name_cipher,
    p.phone_cipher
FROM vault.person AS p
LEFT JOIN vault.rotated_person AS r ON p.person_key = r.person_key
WHERE r.person_key IS NULL
