-- One row per key whose facts belong to a person who is read. The key itself is no longer judged (assess/read/linked_gone).
INSERT INTO staging.assess_linked (campaign_id, person_key, fact_key)
SELECT
    p.campaign_id,
    p.person_key,
    l.fact_key
FROM core.linked_person AS l
INNER JOIN staging.assess_changed AS p ON l.person_key = p.person_key
WHERE p.campaign_id = :campaign_id
