-- The version of the data keys that a rotation has made and that is not current yet.
SELECT
    k.key_no,
    k.hash_check,
    k.cipher_check,
    k.stable_cipher,
    k.wrapped_hash_key,
    k.wrapped_cipher_key
FROM vault.data_key AS k
WHERE k.state = 'next'
