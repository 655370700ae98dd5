-- One row per plan year, day, unit and channel: money that the tax bureau confirmed as received on that day,
-- less what it took back of those receipts since.
CREATE OR REPLACE VIEW mart.payments_by_channel AS
SELECT
    c.pack_code,
    t.plan_year,
    t.on_date,
    t.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    t.channel,
    SUM(t.received_fen)::bigint AS received_fen
FROM ledger.event_total AS t
INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON t.campaign_id = u.campaign_id AND t.unit_id = u.unit_id
GROUP BY c.pack_code, t.plan_year, t.on_date, t.unit_id, u.name, u.sort_order, t.channel
HAVING SUM(t.received_fen) <> 0;
