-- Notes of townships get their new ciphers.
UPDATE vault.reason_note AS n
SET note_cipher = u.new_cipher
FROM unnest(CAST(:old_ciphers AS bytea []), CAST(:new_ciphers AS bytea [])) AS u (old_cipher, new_cipher)
WHERE n.note_cipher = u.old_cipher
