-- The version of the data keys with one of these check values that a rotation has replaced.
SELECT max(k.key_no) AS key_no
FROM vault.data_key AS k
WHERE k.state = 'retired' AND (k.hash_check = :hash_check OR k.cipher_check = :cipher_check)
