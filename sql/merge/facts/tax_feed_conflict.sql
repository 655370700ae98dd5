-- A receipt number that is already known with other content is a conflict for a person to decide: the row is quarantined.
INSERT INTO landing.quarantine (campaign_id, delivery_id, row_no, reason_code, column_name)
SELECT DISTINCT
    r.campaign_id,
    r.delivery_id,
    r.row_no,
    'receipt_conflict',
    'receipt_no'
FROM staging.tax_feed AS r
INNER JOIN core.payment AS p ON r.campaign_id = p.campaign_id AND r.receipt_no = p.receipt_no
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NULL
    AND (p.person_key, p.plan_year, p.amount_fen, p.collected_on, p.received_on)
    IS DISTINCT FROM (r.person_key, r.plan_year, r.amount_fen, r.collected_on, r.received_on)
ON CONFLICT DO NOTHING
