-- Entries about a second name get the new ciphers of their names.
UPDATE vault.review AS r
SET name_cipher = u.new_cipher
FROM unnest(CAST(:old_ciphers AS bytea []), CAST(:new_ciphers AS bytea [])) AS u (old_cipher, new_cipher)
WHERE r.name_cipher = u.old_cipher
