-- One row: a workbook with the counts of its delivery, for the mail to its sender.
SELECT
    f.delivery_id,
    f.edition,
    f.state,
    f.finding_rows,
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
WHERE f.campaign_id = :campaign_id AND f.delivery_id = :delivery_id AND f.edition = :edition
