-- One row per delivery that the pack expects: its arrival, and whether it was in time, as of the last assessed day.
CREATE OR REPLACE VIEW mart.expected_delivery AS
SELECT
    c.pack_code,
    e.source,
    e.sender,
    e.list_mode,
    e.period,
    e.due_on,
    w.assessed_on AS as_of,
    a.arrived_on,
    CASE
        WHEN a.arrived_on <= e.due_on THEN 'on_time'
        WHEN a.arrived_on > e.due_on THEN 'late'
        WHEN e.due_on < w.assessed_on THEN 'missing'
        ELSE 'not_due'
    END AS state,
    greatest(coalesce(a.arrived_on, w.assessed_on, e.due_on) - e.due_on, 0) AS days_late,
    r.reminded_on,
    e.rule_id
FROM policy.expected_delivery AS e
INNER JOIN policy.campaign AS c ON e.campaign_id = c.campaign_id
LEFT JOIN landing.watermark AS w ON e.campaign_id = w.campaign_id
LEFT JOIN ledger.reminder AS r ON e.campaign_id = r.campaign_id AND e.source = r.source AND e.due_on = r.due_on
CROSS JOIN LATERAL (
    SELECT min(d.delivered_on) AS arrived_on
    FROM landing.answered_delivery AS d
    WHERE
        d.campaign_id = e.campaign_id AND d.source = e.source AND d.due_on = e.due_on
        AND (w.assessed_on IS NULL OR d.delivered_on <= w.assessed_on)
) AS a;
