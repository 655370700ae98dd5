-- One row per plan year, unit, state and owner of the money: receipts of the tax bureau, their persons and money, with the next
-- step. The sum of amount_fen over all rows is the money of all receipts, to the fen. Rows of a feed in quarantine are no receipts
-- and have no money here: owner `sender` counts those of a year that may not be paid and those whose person nobody can identify.
-- Rows about persons are in mart_case.receipt_state.
CREATE OR REPLACE VIEW mart.receipt_state AS
-- a row may have several reasons: an unknown person comes first
WITH quarantined AS (
    SELECT
        q.campaign_id,
        q.delivery_id,
        q.row_no,
        bool_or(q.reason_code = 'plan_year_not_payable') AS is_wrong_year,
        bool_or(q.column_name IN ('document_number', 'birth_certificate_no')) AS is_unknown
    FROM landing.quarantine AS q
    INNER JOIN landing.effective_delivery AS d ON q.campaign_id = d.campaign_id AND q.delivery_id = d.delivery_id
    WHERE d.kind = 'tax_feed'
    GROUP BY q.campaign_id, q.delivery_id, q.row_no
)

SELECT
    r.pack_code,
    r.plan_year,
    coalesce(r.unit_id, '') AS unit_id,
    r.unit_name,
    r.unit_sort_order,
    r.state,
    r.state_zh,
    r.owner,
    r.owner_zh,
    r.next_step_zh,
    count(*) AS receipts,
    count(DISTINCT r.person_key) AS persons,
    sum(r.amount_fen)::bigint AS amount_fen,
    sum(r.scheme_fen)::bigint AS scheme_fen,
    sum(r.refundable_fen)::bigint AS refundable_fen,
    sum(r.suspense_fen)::bigint AS suspense_fen,
    sum(r.reversed_fen)::bigint AS reversed_fen,
    sum(r.unposted_fen)::bigint AS unposted_fen,
    0::bigint AS quarantined_rows
FROM mart_case.receipt_state AS r
GROUP BY
    r.pack_code, r.plan_year, r.unit_id, r.unit_name, r.unit_sort_order, r.state, r.state_zh, r.owner, r.owner_zh, r.next_step_zh
UNION ALL
SELECT
    c.pack_code,
    c.plan_year,
    '' AS unit_id,
    NULL AS unit_name,
    NULL AS unit_sort_order,
    s.state,
    s.state_zh,
    'sender' AS owner,
    '隔离行，未入账' AS owner_zh,
    '请税务部门更正后重报' AS next_step_zh,
    0 AS receipts,
    0 AS persons,
    0 AS amount_fen,
    0 AS scheme_fen,
    0 AS refundable_fen,
    0 AS suspense_fen,
    0 AS reversed_fen,
    0 AS unposted_fen,
    count(*) AS quarantined_rows
FROM quarantined AS q
INNER JOIN policy.campaign AS c ON q.campaign_id = c.campaign_id
CROSS JOIN
    LATERAL (
        SELECT
            CASE WHEN q.is_unknown THEN 'unknown_person' ELSE 'wrong_year' END AS state,
            CASE WHEN q.is_unknown THEN '名册外人员' ELSE '年度不符' END AS state_zh
    ) AS s
WHERE q.is_unknown OR q.is_wrong_year
GROUP BY c.pack_code, c.plan_year, s.state, s.state_zh;
