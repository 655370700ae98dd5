-- One row per reason and column of one delivery: quarantined rows and rows with a warning, counted apart.
SELECT
    f.finding,
    f.reason_code,
    f.column_name,
    count(DISTINCT f.row_no) AS row_count
FROM (
    SELECT
        'quarantine' AS finding,
        q.reason_code,
        q.column_name,
        q.row_no
    FROM landing.quarantine AS q
    WHERE q.campaign_id = :campaign_id AND q.delivery_id = :delivery_id
    UNION ALL
    SELECT
        'warning' AS finding,
        w.reason_code,
        w.column_name,
        w.row_no
    FROM landing.warning AS w
    WHERE w.campaign_id = :campaign_id AND w.delivery_id = :delivery_id
) AS f
GROUP BY f.finding, f.reason_code, f.column_name
ORDER BY f.finding, row_count DESC, f.reason_code, f.column_name
