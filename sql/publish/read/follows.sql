-- At most one row: the campaign that a pack follows, and up to where it is assessed. NULL: it is not in the warehouse.
SELECT
    n.follows AS pack_code,
    f.campaign_id,
    f.plan_year,
    w.assess_no,
    w.committed_no,
    w.assessed_on
FROM policy.campaign AS n
LEFT JOIN policy.campaign AS f ON n.follows = f.pack_code
LEFT JOIN landing.watermark AS w ON f.campaign_id = w.campaign_id
WHERE n.pack_code = :pack_code AND n.follows IS NOT NULL
