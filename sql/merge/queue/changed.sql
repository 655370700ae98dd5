-- Everyone whom the delivery names is to be assessed again (only the staging table of its kind has rows), queued by every row that
-- names them: who reads the queue takes each person once.
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT
    r.campaign_id,
    coalesce(a.person_key, r.alias_key) AS person_key,
    CAST(:committed_no AS bigint) AS committed_no
FROM (
    SELECT campaign_id, delivery_id, alias_key FROM staging.special_list
    UNION ALL
    SELECT campaign_id, delivery_id, alias_key FROM staging.roll
    UNION ALL
    SELECT campaign_id, delivery_id, alias_key FROM staging.employee
    UNION ALL
    SELECT campaign_id, delivery_id, alias_key FROM staging.history
    UNION ALL
    SELECT campaign_id, delivery_id, alias_key FROM staging.tax_feed
) AS r
LEFT JOIN vault.alias AS a ON r.alias_key = a.alias_key
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
