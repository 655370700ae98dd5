-- One row per unit, measure and statement of it: the notice's own, and every accepted delivery's. persons NULL = left blank.
-- A delivered figure of a table of the notice keeps the table's attributes (set_by, kind, rate, denominator).
CREATE OR REPLACE VIEW mart.stated_target AS
WITH stated AS (
    SELECT
        campaign_id,
        unit_id,
        measure,
        persons,
        status,
        source,
        rule_id,
        'notice' AS origin,
        NULL::date AS cut_off_on,
        0 AS version,
        0::bigint AS committed_no,
        set_by,
        table_version,
        kind,
        rate_bp,
        denominator,
        denominator_source
    FROM policy.target
    UNION ALL
    SELECT
        f.campaign_id,
        f.unit_id,
        f.measure,
        f.persons,
        f.status,
        f.stated_source,
        NULL,
        'delivery',
        f.cut_off_on,
        d.version,
        d.committed_no,
        t.set_by,
        NULL,
        t.kind,
        p.rate_bp,
        t.denominator,
        t.denominator_source
    FROM core.target_fact AS f
    INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    -- all rows of a table have equal attributes of the table
    LEFT JOIN (
        SELECT DISTINCT
            campaign_id,
            measure,
            set_by,
            kind,
            denominator,
            denominator_source
        FROM policy.target
    ) AS t ON f.campaign_id = t.campaign_id AND f.measure = t.measure
    LEFT JOIN policy.target AS p ON f.campaign_id = p.campaign_id AND f.unit_id = p.unit_id AND f.measure = p.measure
    -- a superseded delivery was accepted once: publications that used it can still be explained
    WHERE d.state IN ('committed', 'superseded') AND d.committed_no IS NOT NULL
)

SELECT
    c.pack_code,
    s.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    COALESCE(u.is_progress_unit, FALSE) AS is_progress_unit,
    s.measure,
    s.persons,
    s.status,
    s.source,
    s.rule_id,
    s.origin,
    s.cut_off_on,
    s.version,
    s.committed_no,
    s.set_by,
    s.table_version,
    s.kind,
    s.rate_bp,
    s.denominator,
    s.denominator_source
FROM stated AS s
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id;
