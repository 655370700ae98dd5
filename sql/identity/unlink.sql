-- Deletes the links that no longer hold, or that lead to another person now.
DELETE FROM core.linked_person AS l
USING staging.linked_wanted AS w
WHERE l.fact_key = w.fact_key AND l.person_key <> w.person_key
