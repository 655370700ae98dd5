-- Everyone whom a delivery named that went out of force by delivery :committed_no is to be assessed again.
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
) AS f
INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
WHERE
    d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period
    AND d.state = 'superseded' AND d.version < :version
ON CONFLICT DO NOTHING
