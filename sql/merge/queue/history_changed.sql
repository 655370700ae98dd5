-- One row per enrolled person, named in the delivery or not: a past year whose history becomes known, or is no longer known, may
-- change every result.
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT DISTINCT
    d.campaign_id,
    d.person_key,
    CAST(:committed_no AS bigint)
FROM core.dues AS d
WHERE d.campaign_id = :campaign_id AND d.status = 'enrolled'
