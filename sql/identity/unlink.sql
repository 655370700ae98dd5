-- Deletes the links that no longer hold, or that lead to another person now.
DELETE FROM core.linked_person
WHERE
    fact_key IN (
        SELECT l.fact_key
        FROM core.linked_person AS l
        INNER JOIN staging.linked_wanted AS w ON l.fact_key = w.fact_key
        WHERE l.person_key <> w.person_key
    )
