-- One row per staged row that names a person: the person is to be assessed again. Readers of the queue remove duplicates. Only
-- the staging table of the delivery's kind has rows.
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
    SELECT campaign_id, delivery_id, person_key FROM staging.late_entry
    UNION ALL
    -- cash that is not deposited changes no result
    SELECT campaign_id, delivery_id, person_key FROM staging.tax_feed WHERE received_on IS NOT NULL
    UNION ALL
    -- no result changes; but a publication knows what its assessment knew
    SELECT campaign_id, delivery_id, person_key FROM staging.uninsured_reason
) AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
