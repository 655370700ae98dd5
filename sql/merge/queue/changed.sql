-- Everyone whom the delivery names is to be assessed again (only the staging table of its kind has rows), queued by every row that
-- names them: who reads the queue takes each person once.
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT
    r.campaign_id,
    r.person_key,
    CAST(:committed_no AS bigint) AS committed_no
FROM (
    SELECT campaign_id, delivery_id, person_key FROM staging.special_list
    UNION ALL
    SELECT campaign_id, delivery_id, person_key FROM staging.roll
    UNION ALL
    SELECT campaign_id, delivery_id, person_key FROM staging.employee
    UNION ALL
    SELECT campaign_id, delivery_id, person_key FROM staging.history
    UNION ALL
    SELECT campaign_id, delivery_id, person_key FROM staging.tax_feed
) AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
