-- Rows that state a birth certificate get the new ciphers of their names.
UPDATE vault.certificate_fact AS f
SET name_cipher = u.new_cipher
FROM unnest(CAST(:old_ciphers AS bytea []), CAST(:new_ciphers AS bytea [])) AS u (old_cipher, new_cipher)
WHERE f.name_cipher = u.old_cipher
