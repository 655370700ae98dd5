-- At most one row: the campaign's newest assessment, the last delivery that it used, and the last day that is assessed.
SELECT
    a.assess_no,
    a.committed_no,
    -- a day on which no person changed has no assessment of its own: the watermark states that it was assessed
    greatest(a.business_date, CASE WHEN w.assess_no = a.assess_no THEN w.assessed_on END) AS last_day
FROM ledger.assessment AS a
LEFT JOIN landing.watermark AS w ON a.campaign_id = w.campaign_id
WHERE a.campaign_id = :campaign_id
ORDER BY a.assess_no DESC
LIMIT 1
