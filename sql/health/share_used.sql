-- One row per sender and business day on which the sender had used its share, so that a delivery which had arrived was left for
-- another day.
WITH used AS (
    SELECT
        d.sender,
        d.decided_on,
        sum(d.byte_count) AS byte_count,
        coalesce(sum(d.read_seconds), 0) AS read_seconds
    FROM landing.delivery AS d
    WHERE d.campaign_id = :campaign_id AND d.state <> 'landed' AND d.decided_on >= :since
    GROUP BY d.sender, d.decided_on
),

left_over AS (
    SELECT
        u.sender,
        u.decided_on,
        min(d.byte_count) AS byte_count
    FROM used AS u
    INNER JOIN landing.delivery AS d ON u.sender = d.sender
    WHERE
        d.campaign_id = :campaign_id AND d.delivered_on <= u.decided_on
        AND (d.state = 'landed' OR d.decided_on > u.decided_on)
    GROUP BY u.sender, u.decided_on
)

SELECT
    u.sender,
    u.decided_on AS used_on
FROM used AS u
INNER JOIN left_over AS o ON u.sender = o.sender AND u.decided_on = o.decided_on
WHERE u.byte_count + o.byte_count > :most_bytes OR u.read_seconds >= :most_seconds
ORDER BY u.sender, u.decided_on
