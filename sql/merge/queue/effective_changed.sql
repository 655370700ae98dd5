-- One row per person named by a delivery that became effective or ceased to be: the person is to be assessed again.
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT DISTINCT
    f.campaign_id,
    f.person_key,
    CAST(:committed_no AS bigint)
FROM (
    SELECT campaign_id, person_key, delivery_id FROM core.membership_fact
    UNION ALL
    SELECT campaign_id, person_key, delivery_id FROM core.roll_fact
    UNION ALL
    SELECT campaign_id, person_key, delivery_id FROM core.employee_fact
    UNION ALL
    SELECT campaign_id, person_key, delivery_id FROM core.history_fact
    UNION ALL
    SELECT campaign_id, person_key, delivery_id FROM core.uninsured_reason_fact
    UNION ALL
    SELECT campaign_id, person_key, delivery_id FROM core.late_entry_fact
) AS f
WHERE f.campaign_id = :campaign_id AND f.delivery_id = ANY(:delivery_ids)
