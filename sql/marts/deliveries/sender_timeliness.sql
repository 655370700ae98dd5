-- One row per pack and source: how many of its expected deliveries came in time, late, or not at all, and how sound its rows were.
CREATE OR REPLACE VIEW mart.sender_timeliness AS
WITH timely AS (
    SELECT
        e.pack_code,
        e.source,
        e.sender,
        COUNT(*) AS expected_deliveries,
        COUNT(*) FILTER (WHERE e.state = 'on_time') AS on_time_deliveries,
        COUNT(*) FILTER (WHERE e.state = 'late') AS late_deliveries,
        COUNT(*) FILTER (WHERE e.state = 'missing') AS missing_deliveries,
        COUNT(*) FILTER (WHERE e.state = 'not_due') AS not_due_deliveries,
        COALESCE(MAX(e.days_late) FILTER (WHERE e.state IN ('late', 'missing')), 0) AS most_days_late,
        MAX(e.as_of) AS as_of
    FROM mart.expected_delivery AS e
    GROUP BY e.pack_code, e.source, e.sender
),

sound AS (
    SELECT
        d.pack_code,
        d.source,
        COUNT(*) FILTER (WHERE d.state = 'held') AS held_deliveries,
        COUNT(*) FILTER (WHERE d.state = 'rejected') AS rejected_deliveries,
        COALESCE(SUM(d.row_count), 0)::bigint AS row_count,
        COALESCE(SUM(d.quarantine_count), 0)::bigint AS quarantine_count
    FROM mart.delivery AS d
    GROUP BY d.pack_code, d.source
)

SELECT
    t.pack_code,
    t.source,
    t.sender,
    t.expected_deliveries,
    t.on_time_deliveries,
    t.late_deliveries,
    t.missing_deliveries,
    t.not_due_deliveries,
    t.most_days_late,
    COALESCE(s.held_deliveries, 0) AS held_deliveries,
    COALESCE(s.rejected_deliveries, 0) AS rejected_deliveries,
    COALESCE(s.row_count, 0) AS row_count,
    COALESCE(s.quarantine_count, 0) AS quarantine_count,
    t.as_of
FROM timely AS t
LEFT JOIN sound AS s ON t.pack_code = s.pack_code AND t.source = s.source;
