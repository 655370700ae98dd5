-- At most one row: the last assessment of the campaign, if it went back to an earlier business date.
SELECT
    w.assess_no,
    w.from_on,
    w.to_on
FROM ledger.rewind AS w
INNER JOIN landing.watermark AS m ON w.campaign_id = m.campaign_id AND w.assess_no = m.assess_no AND w.to_on = m.assessed_on
WHERE w.campaign_id = :campaign_id
