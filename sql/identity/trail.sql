-- One row per key whose facts belong to another person than before. A removed link is a row in which the key belongs to its own
-- person.
INSERT INTO core.person_link (fact_key, campaign_id, committed_no, person_key, cause, cause_id)
SELECT
    w.fact_key,
    CAST(:campaign_id AS integer),
    CAST(:committed_no AS bigint),
    w.person_key,
    CAST(:cause AS text),
    CAST(:cause_id AS uuid)
FROM staging.linked_wanted AS w
LEFT JOIN core.linked_person AS l ON w.fact_key = l.fact_key
WHERE coalesce(l.person_key, w.fact_key) <> w.person_key
ON CONFLICT DO NOTHING
