-- One row: the last committed delivery, and the last assessment with its day and pack version.
SELECT
    w.committed_no,
    w.assessed_no,
    w.assess_no,
    w.assessed_on,
    a.pack_version
FROM landing.watermark AS w
LEFT JOIN ledger.assessment AS a ON w.campaign_id = a.campaign_id AND w.assess_no = a.assess_no
WHERE w.campaign_id = :campaign_id
