-- The number of the current version of the data keys. Waits until no transaction uses it, and lets none begin.
SELECT k.key_no
FROM vault.data_key AS k
WHERE k.state = 'current'
FOR UPDATE
