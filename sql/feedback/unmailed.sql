-- One row per workbook whose sender has not been notified yet, in a stable order. Rows are locked, so that only one of two runs
-- sends the mail.
SELECT
    f.delivery_id,
    f.edition,
    f.state,
    f.file_name,
    f.finding_rows,
    f.made_on,
    d.source,
    d.sender,
    d.period,
    d.version,
    d.row_count,
    d.clean_count,
    d.duplicate_count,
    d.quarantine_count,
    d.reasons
FROM landing.feedback AS f
INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
WHERE f.campaign_id = :campaign_id AND f.mailed_at IS NULL
ORDER BY d.delivered_on, d.source, d.period, d.version, f.delivery_id, f.edition
LIMIT 1
FOR UPDATE OF f SKIP LOCKED
