-- One request per clean row.
INSERT INTO core.correction_request (
    campaign_id, person_key, item, requested_on, completed_on, unit_id, cut_off_on, delivery_id, row_no
)
SELECT
    r.campaign_id,
    r.person_key,
    r.item,
    r.requested_on,
    r.completed_on,
    r.unit_id,
    CAST(:cut_off_on AS date),
    r.delivery_id,
    r.row_no
FROM staging.correction_request AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
