-- The pseudonym of whoever has this document number; of a number that is linked to another, that person's.
SELECT coalesce(l.person_key, a.person_key) AS person_key
FROM vault.alias AS a
LEFT JOIN core.linked_person AS l ON a.person_key = l.fact_key
WHERE a.alias_key = :alias_key
