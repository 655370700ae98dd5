-- Every person gets the ciphers that the rotation has prepared.
UPDATE vault.person AS p
SET
    number_cipher = r.number_cipher,
    name_cipher = r.name_cipher,
    phone_cipher = r.phone_cipher
FROM vault.rotated_person AS r
WHERE p.person_key = r.person_key
