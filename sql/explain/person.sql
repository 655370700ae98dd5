-- The pseudonym of whoever has this document number.
SELECT a.person_key
FROM vault.alias AS a
WHERE a.alias_key = :alias_key
