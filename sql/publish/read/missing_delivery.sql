-- One row per source with deliveries that were due before as_of and have not arrived: their number, and the first due day.
SELECT
    e.source,
    e.sender,
    count(*) AS missing_deliveries,
    min(e.due_on) AS first_due_on
FROM policy.expected_delivery AS e
WHERE
    e.campaign_id = :campaign_id AND e.due_on < CAST(:as_of AS date)
    AND NOT EXISTS (
        SELECT 1 FROM landing.answered_delivery AS d
        WHERE
            d.campaign_id = e.campaign_id AND d.source = e.source AND d.due_on = e.due_on
            AND d.delivered_on <= CAST(:as_of AS date)
    )
GROUP BY e.source, e.sender
ORDER BY first_due_on, e.source
