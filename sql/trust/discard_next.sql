-- The version of the data keys that a rotation has made and whose keys are lost.
DELETE FROM vault.data_key
WHERE state = 'next'
