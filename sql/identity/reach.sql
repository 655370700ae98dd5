-- One row per key whose link may change: the touched keys, and every key that was ever stated together with one of them, in an
-- effective delivery or not.
-- A table of its own, so that the planner knows how few keys there are.
INSERT INTO staging.linked_reach (person_key)
WITH RECURSIVE reach AS (
    SELECT t.person_key FROM staging.linked_touched AS t
    UNION
    SELECT n.person_key
    FROM reach AS r
    CROSS JOIN LATERAL (
        SELECT f.number_key AS person_key
        FROM vault.certificate_fact AS f
        WHERE f.certificate_key = r.person_key AND f.number_key IS NOT NULL
        UNION ALL
        SELECT f.certificate_key AS person_key FROM vault.certificate_fact AS f WHERE f.number_key = r.person_key
        UNION ALL
        SELECT v.second_key AS person_key FROM vault.review AS v WHERE v.first_key = r.person_key
        UNION ALL
        SELECT v.first_key AS person_key FROM vault.review AS v WHERE v.second_key = r.person_key
    ) AS n
)

SELECT r.person_key
FROM reach AS r
