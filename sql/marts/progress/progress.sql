-- One row per plan year, day, unit, category, payer and channel: the day's change. Progress at a date is the sum up to it.
CREATE OR REPLACE VIEW mart.progress AS
WITH day_total AS (
    -- assessments are steps of learning, not of business: summed away here
    SELECT
        campaign_id,
        plan_year,
        on_date,
        unit_id,
        category,
        payer,
        channel,
        SUM(enrolled_persons)::bigint AS enrolled_persons,
        SUM(received_fen)::bigint AS received_fen,
        SUM(fund_fen)::bigint AS fund_fen,
        SUM(contribution_fen)::bigint AS contribution_fen,
        SUM(refundable_fen)::bigint AS refundable_fen,
        SUM(reimbursable_fen)::bigint AS reimbursable_fen,
        SUM(suspense_fen)::bigint AS suspense_fen
    FROM ledger.event_total
    GROUP BY campaign_id, plan_year, on_date, unit_id, category, payer, channel
)

SELECT
    c.pack_code,
    t.plan_year,
    t.on_date,
    t.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    COALESCE(k.shown_category, regexp_replace(t.category, '^unknown:.*', 'unknown:')) AS category,
    COALESCE(k.label_zh, regexp_replace(t.category, '^unknown:.*', '未登记类别')) AS category_label,
    t.payer,
    COALESCE(p.label_zh, t.payer) AS payer_label,
    t.channel,
    t.enrolled_persons,
    t.received_fen,
    t.fund_fen,
    t.contribution_fen,
    t.refundable_fen,
    t.reimbursable_fen,
    t.suspense_fen
FROM day_total AS t
INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON t.campaign_id = u.campaign_id AND t.unit_id = u.unit_id
LEFT JOIN landing.category_label AS k ON t.campaign_id = k.campaign_id AND t.category = k.category
LEFT JOIN policy.payer AS p ON t.campaign_id = p.campaign_id AND t.payer = p.payer;
