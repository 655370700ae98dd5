-- One row per delivery, plan year, unit (as the reversal states it; '' = none) and state: number of reversals, and money.
-- Only counted reversals take money back; all others wait for their receipt or for an official, like money in suspense.
CREATE OR REPLACE VIEW mart.reversal AS
SELECT
    c.pack_code,
    v.plan_year,
    v.delivery_id,
    d.source,
    d.sender,
    d.period,
    coalesce(v.unit_id, '') AS unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    v.state,
    CASE v.state
        WHEN 'counted' THEN '已冲减原凭证'
        WHEN 'cash_counted' THEN '已冲正未入库的现金'
        WHEN 'receipt_missing' THEN '原凭证未到，暂不冲减，原凭证到达后自动冲减'
        WHEN 'receipt_differs' THEN '原凭证的人员或年度不同，不冲减，请税务部门核对'
        ELSE '冲正超过原凭证余额，不冲减，请税务部门核对'
    END AS state_zh,
    count(*) AS reversals,
    sum(v.amount_fen)::bigint AS reversed_fen,
    min(v.paid_on) FILTER (WHERE v.state = 'counted') AS changes_from_on
FROM core.reversal_state AS v
INNER JOIN policy.campaign AS c ON v.campaign_id = c.campaign_id
INNER JOIN landing.delivery AS d ON v.campaign_id = d.campaign_id AND v.delivery_id = d.delivery_id
LEFT JOIN policy.unit AS u ON v.campaign_id = u.campaign_id AND v.unit_id = u.unit_id
GROUP BY c.pack_code, v.plan_year, v.delivery_id, d.source, d.sender, d.period, v.unit_id, u.name, u.sort_order, v.state;
