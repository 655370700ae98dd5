-- One fact per staged interval of employee insurance. Rows are staged in the order of the key.
INSERT INTO core.employee_fact (campaign_id, person_key, insured_from, insured_to, region, cut_off_on, delivery_id, row_no)
SELECT
    r.campaign_id,
    r.person_key,
    r.insured_from,
    r.insured_to,
    r.region,
    CAST(:cut_off_on AS date),
    r.delivery_id,
    r.row_no
FROM staging.employee AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
