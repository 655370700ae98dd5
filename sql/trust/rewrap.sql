-- The data keys of a version, wrapped by another master key.
UPDATE vault.data_key
SET
    wrapped_hash_key = :wrapped_hash_key,
    wrapped_cipher_key = :wrapped_cipher_key
WHERE key_no = :key_no
