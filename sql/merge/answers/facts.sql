-- One fact per staged row that answers why a person is not enrolled.
INSERT INTO core.uninsured_reason_fact (campaign_id, person_key, reason, cut_off_on, delivery_id, row_no)
SELECT
    r.campaign_id,
    r.person_key,
    r.reason,
    CAST(:cut_off_on AS date),
    r.delivery_id,
    r.row_no
FROM staging.uninsured_reason AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    AND r.reason IS NOT NULL
