-- One row: whether an accepted delivery of the same source, period and version had the same file name and other content.
SELECT count(*) > 0 AS is_known
FROM landing.delivery_status AS d
WHERE
    d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period AND d.version = :version
    AND d.file_name = :file_name AND d.delivery_id <> :delivery_id
    AND d.is_accepted
