-- One row per unit, collector, limit and day at whose end the collector still held cash: how much, since when, and whether it should
-- have been deposited, by the limit of amount, days or day that the pack has for the way in which it was paid, whichever comes first.
-- Up to the last assessed day. Cash is held from the day on which it was collected until the day before it was received. A code
-- counts in each unit apart.
CREATE OR REPLACE VIEW mart.cash_held AS
WITH cash AS (
    SELECT
        r.campaign_id,
        coalesce(r.unit_id, d.unit_id, '') AS unit_id,
        r.collector,
        coalesce(o.rule_id, g.rule_id, '') AS rule_id,
        r.collected_on,
        r.received_on,
        count(*) AS receipts,
        sum(r.amount_fen) AS fen
    FROM core.cash_receipt AS r
    LEFT JOIN core.dues AS d ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND r.plan_year = d.plan_year
    LEFT JOIN policy.cash_limit AS o ON r.campaign_id = o.campaign_id AND r.channel = any(o.channels)
    LEFT JOIN policy.cash_limit AS g ON r.campaign_id = g.campaign_id AND cardinality(g.channels) = 0
    WHERE r.state <> 'reversed'
    GROUP BY
        r.campaign_id, coalesce(r.unit_id, d.unit_id, ''), r.collector, coalesce(o.rule_id, g.rule_id, ''), r.collected_on,
        r.received_on
),

held AS (
    SELECT
        c.campaign_id,
        c.unit_id,
        c.collector,
        c.rule_id,
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
    GROUP BY c.campaign_id, c.unit_id, c.collector, c.rule_id, s.on_date
),

due AS (
    SELECT
        h.*,
        l.amount_fen AS limit_fen,
        least(h.oldest_on + l.days, l.deposit_on) AS deposit_by
    FROM held AS h
    LEFT JOIN policy.cash_limit AS l ON h.campaign_id = l.campaign_id AND h.rule_id = l.rule_id
)

SELECT
    c.pack_code,
    h.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    h.collector,
    h.rule_id,
    h.on_date,
    h.held_receipts,
    h.held_fen,
    h.oldest_on,
    h.deposit_by,
    h.limit_fen,
    coalesce(h.held_fen >= h.limit_fen, FALSE) AS is_over_limit,
    coalesce(h.on_date >= h.deposit_by, FALSE) AS is_overdue
FROM due AS h
INNER JOIN policy.campaign AS c ON h.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON h.campaign_id = u.campaign_id AND h.unit_id = u.unit_id;
