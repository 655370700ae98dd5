-- At most one row: the key of the person who has this document number; of a linked number, the key of the other person.
SELECT coalesce(l.person_key, k.person_key) AS person_key
FROM (
    SELECT a.person_key FROM vault.alias AS a
    WHERE a.alias_key = :alias_key
    UNION ALL
    SELECT v.person_key FROM vault.person AS v
    WHERE v.person_key = :alias_key AND NOT EXISTS (SELECT FROM vault.alias AS a WHERE a.alias_key = v.person_key)
) AS k
LEFT JOIN core.linked_person AS l ON k.person_key = l.fact_key
