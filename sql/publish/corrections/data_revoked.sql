-- One row per version of a list that was revoked after a publication was made.
SELECT DISTINCT
    d.sender,
    r.source,
    r.period,
    r.version
FROM landing.revocation AS r
INNER JOIN landing.delivery AS d
    ON r.campaign_id = d.campaign_id AND r.source = d.source AND r.period = d.period AND r.version = d.version
WHERE r.campaign_id = :campaign_id AND r.recorded_at > :published_at AND d.committed_no IS NOT NULL
ORDER BY r.source, r.period, r.version
