-- One row per person whose facts are read: named by a delivery since the last watermark, or with a change of date that has come.
-- If the key is linked to another person, that person is read. In the order of the key: the statements then walk forward through
-- the indexes of facts and results, and touch each page once.
INSERT INTO staging.assess_changed (campaign_id, person_key)
SELECT DISTINCT
    c.campaign_id,
    coalesce(l.person_key, c.person_key) AS person_key
FROM (
    SELECT
        q.campaign_id,
        q.person_key
    FROM core.changed_person AS q
    WHERE q.campaign_id = :campaign_id AND q.committed_no <= :committed_no
    UNION ALL
    SELECT
        d.campaign_id,
        d.person_key
    FROM core.dues AS d
    WHERE d.campaign_id = :campaign_id AND d.next_change_on <= CAST(:business_date AS date)
) AS c
LEFT JOIN core.linked_person AS l ON c.person_key = l.fact_key
ORDER BY person_key
