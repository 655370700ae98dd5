-- What has been committed and assessed so far.
SELECT
    w.committed_no,
    w.assessed_no,
    w.assess_no,
    w.assessed_on,
    a.pack_version
FROM landing.watermark AS w
LEFT JOIN ledger.assessment AS a ON w.campaign_id = a.campaign_id AND w.assess_no = a.assess_no
WHERE w.campaign_id = :campaign_id
