-- One row per key whose facts belong to another person.
INSERT INTO core.linked_person (fact_key, person_key)
SELECT
    w.fact_key,
    w.person_key
FROM staging.linked_wanted AS w
WHERE w.fact_key <> w.person_key
ON CONFLICT (fact_key) DO NOTHING
