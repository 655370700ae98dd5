-- Staged identities whose document number is in vault.alias get the key of the person who has that number. Run once, right after
-- the load, on the connection that writes persons.
UPDATE staging.identity_row AS r SET person_key = a.person_key
FROM vault.alias AS a
WHERE r.person_key = a.alias_key
