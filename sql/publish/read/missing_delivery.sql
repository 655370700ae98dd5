-- One row per source with deliveries about days up to as_of that are due and have not arrived by assessed_on, the last day on which
-- deliveries could enter the figures: how many, the first and the last. What is due on that day counts: the figures lack it.
SELECT
    e.source,
    e.sender,
    e.list_mode,
    count(*) AS deliveries,
    (array_agg(e.period ORDER BY e.due_on))[1] AS first_period,
    min(e.due_on) AS first_due_on,
    (array_agg(e.period ORDER BY e.due_on DESC))[1] AS last_period,
    max(e.due_on) AS last_due_on
FROM policy.expected_delivery AS e
INNER JOIN policy.campaign AS c ON e.campaign_id = c.campaign_id
WHERE
    c.pack_code = :pack_code AND e.covers_to <= CAST(:as_of AS date) AND e.due_on <= CAST(:assessed_on AS date)
    AND NOT EXISTS (
        SELECT FROM landing.answered_delivery AS d
        WHERE
            d.campaign_id = e.campaign_id AND d.source = e.source AND d.due_on = e.due_on
            AND d.delivered_on <= CAST(:assessed_on AS date)
    )
GROUP BY e.source, e.sender, e.list_mode
ORDER BY min(e.due_on), e.source, e.list_mode
