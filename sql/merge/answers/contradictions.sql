-- One warning per answer that the last assessment contradicts: a reason why a person is missing who is enrolled, or the reason
-- "enrolled here" for a person who is not.
INSERT INTO landing.warning (campaign_id, delivery_id, row_no, reason_code, column_name)
SELECT DISTINCT
    r.campaign_id,
    r.delivery_id,
    r.row_no,
    CASE WHEN d.status = 'enrolled' THEN 'reason_of_enrolled' ELSE 'reason_not_enrolled' END,
    'reason'
FROM staging.uninsured_reason AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
LEFT JOIN core.linked_person AS l ON r.person_key = l.fact_key
INNER JOIN core.dues AS d
    ON
        r.campaign_id = d.campaign_id AND c.plan_year = d.plan_year
        AND d.person_key = coalesce(l.person_key, r.person_key)
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    AND (d.status = 'enrolled') <> (r.reason IN ('resident_here', 'newly_added'))
    AND (d.status = 'enrolled' OR r.reason = 'resident_here')
ON CONFLICT DO NOTHING
