-- The version of the data keys in a state: current, or next (made by a rotation that has not ended). The lock on the row, held until
-- the transaction ends, keeps a rotation from ending while the transaction uses the keys.
SELECT
    k.key_no,
    k.hash_check,
    k.cipher_check,
    k.stable_cipher,
    k.wrapped_hash_key,
    k.wrapped_cipher_key
FROM vault.data_key AS k
WHERE k.state = :state
FOR SHARE
