-- A version of the data keys.
INSERT INTO vault.data_key (
    key_no, state, hash_check, cipher_check, stable_cipher, wrapped_hash_key, wrapped_cipher_key
)
VALUES (
    :key_no, :state, :hash_check, :cipher_check, :stable_cipher, :wrapped_hash_key, :wrapped_cipher_key
)
