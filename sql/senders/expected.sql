-- One row per delivery that the pack expects, with its state on a day.
SELECT
    e.source,
    e.sender,
    e.contact,
    e.list_mode,
    e.period,
    e.due_on,
    a.arrived_on,
    CASE
        WHEN a.arrived_on <= e.due_on THEN 'on_time'
        WHEN a.arrived_on > e.due_on THEN 'late'
        WHEN e.due_on < CAST(:as_of AS date) THEN 'missing'
        ELSE 'not_due'
    END AS state,
    greatest(coalesce(a.arrived_on, CAST(:as_of AS date)) - e.due_on, 0) AS days_late,
    r.reminded_on
FROM policy.expected_delivery AS e
LEFT JOIN ledger.reminder AS r ON e.campaign_id = r.campaign_id AND e.source = r.source AND e.due_on = r.due_on
CROSS JOIN
    LATERAL (
        SELECT min(d.delivered_on) AS arrived_on
        FROM landing.answered_delivery AS d
        WHERE
            d.campaign_id = e.campaign_id AND d.source = e.source AND d.due_on = e.due_on
            AND d.delivered_on <= CAST(:as_of AS date)
    ) AS a
WHERE e.campaign_id = :campaign_id
ORDER BY e.due_on, e.source
