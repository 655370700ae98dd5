-- One row: the first and the last day on which the campaign collects.
SELECT
    starts_on,
    ends_on
FROM policy.campaign
WHERE campaign_id = :campaign_id
