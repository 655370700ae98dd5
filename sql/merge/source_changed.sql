-- A full list comes into force or goes out of it: its silence concerns everyone whom another list of its source ever named.
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT DISTINCT
    f.campaign_id,
    f.person_key,
    CAST(:committed_no AS bigint)
FROM core.membership_fact AS f
INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
WHERE
    d.campaign_id = :campaign_id AND d.source = :source
    AND d.delivery_id IS DISTINCT FROM CAST(:delivery_id AS uuid)
ON CONFLICT DO NOTHING
