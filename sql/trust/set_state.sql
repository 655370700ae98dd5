-- A version of the data keys gets another state; what wrapped a retired version is forgotten.
UPDATE vault.data_key
SET
    state = :state,
    wrapped_hash_key = CASE WHEN :state = 'retired' THEN NULL ELSE wrapped_hash_key END,
    wrapped_cipher_key = CASE WHEN :state = 'retired' THEN NULL ELSE wrapped_cipher_key END
WHERE key_no = :key_no
