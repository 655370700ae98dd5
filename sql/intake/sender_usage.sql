-- One row per sender with deliveries that were decided on the business day: bytes of their files, and seconds of reading them.
SELECT
    d.sender,
    CAST(sum(d.byte_count) AS bigint) AS byte_count,
    coalesce(sum(d.read_seconds), 0) AS read_seconds
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND d.decided_on = :business_date AND d.state <> 'landed'
GROUP BY d.sender
