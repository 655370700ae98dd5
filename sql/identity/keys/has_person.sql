-- Whether the vault has a person.
SELECT count(*) > 0 AS has_person
FROM (SELECT p.person_key FROM vault.person AS p ORDER BY p.person_key LIMIT 1) AS person
