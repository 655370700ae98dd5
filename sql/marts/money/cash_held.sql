-- One row per unit, collector and day at whose end the collector still held cash: how much, since when, and whether it should have
-- been deposited, by the pack's limit of amount or days, whichever comes first. Up to the last assessed day. Cash is held from the
-- day on which it was collected until the day before it was received. A code counts in each unit apart.
CREATE OR REPLACE VIEW mart.cash_held AS
WITH cash AS (
    SELECT
        r.campaign_id,
        coalesce(r.unit_id, d.unit_id, '') AS unit_id,
        r.collector,
        r.collected_on,
        r.received_on,
        count(*) AS receipts,
        sum(r.amount_fen) AS fen
    FROM core.cash_receipt AS r
    LEFT JOIN core.dues AS d ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND r.plan_year = d.plan_year
    WHERE r.state <> 'reversed'
    GROUP BY r.campaign_id, coalesce(r.unit_id, d.unit_id, ''), r.collector, r.collected_on, r.received_on
),

held AS (
    SELECT
        c.campaign_id,
        c.unit_id,
        c.collector,
        s.on_date,
        sum(c.receipts)::bigint AS held_receipts,
        sum(c.fen)::bigint AS held_fen,
        min(c.collected_on) AS oldest_on
    FROM cash AS c
    INNER JOIN landing.watermark AS w ON c.campaign_id = w.campaign_id
    CROSS JOIN
        LATERAL (
            SELECT c.collected_on + n.day_no AS on_date
            FROM generate_series(0, least(c.received_on - 1, w.assessed_on) - c.collected_on) AS n (day_no)
        ) AS s
    GROUP BY c.campaign_id, c.unit_id, c.collector, s.on_date
),

limits AS (
    SELECT
        l.campaign_id,
        min(l.amount_fen) AS limit_fen,
        min(l.days) AS limit_days
    FROM policy.cash_limit AS l
    GROUP BY l.campaign_id
)

SELECT
    c.pack_code,
    h.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    h.collector,
    h.on_date,
    h.held_receipts,
    h.held_fen,
    h.oldest_on,
    h.oldest_on + l.limit_days AS deposit_by,
    l.limit_fen,
    coalesce(h.held_fen >= l.limit_fen, FALSE) AS is_over_limit,
    coalesce(h.on_date >= h.oldest_on + l.limit_days, FALSE) AS is_overdue
FROM held AS h
INNER JOIN policy.campaign AS c ON h.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON h.campaign_id = u.campaign_id AND h.unit_id = u.unit_id
LEFT JOIN limits AS l ON h.campaign_id = l.campaign_id;
