-- One row per quarantined row or warning of one delivery, in row order; without values.
SELECT
    'quarantine' AS finding,
    q.row_no,
    q.reason_code,
    q.column_name
FROM landing.quarantine AS q
WHERE q.campaign_id = :campaign_id AND q.delivery_id = :delivery_id
UNION ALL
SELECT
    'warning' AS finding,
    w.row_no,
    w.reason_code,
    w.column_name
FROM landing.warning AS w
WHERE w.campaign_id = :campaign_id AND w.delivery_id = :delivery_id
ORDER BY row_no, finding, reason_code, column_name
