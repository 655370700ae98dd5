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
),

-- summed before they get their words; a person with several receipts counts once
person AS (
    SELECT
        r.campaign_id,
        r.plan_year,
        r.unit_id,
        r.state,
        r.owner,
        r.person_key,
        count(*) AS receipts,
        sum(r.amount_fen) AS amount_fen,
        sum(r.scheme_fen) AS scheme_fen,
        sum(r.refundable_fen) AS refundable_fen,
        sum(r.suspense_fen) AS suspense_fen,
        sum(r.reversed_fen) AS reversed_fen,
        sum(r.unposted_fen) AS unposted_fen
    FROM core.receipt_state AS r
    GROUP BY r.campaign_id, r.plan_year, r.unit_id, r.state, r.owner, r.person_key
),

summed AS (
    SELECT
        p.campaign_id,
        p.plan_year,
        p.unit_id,
        p.state,
        p.owner,
        sum(p.receipts)::bigint AS receipts,
        count(*) AS persons,
        sum(p.amount_fen)::bigint AS amount_fen,
        sum(p.scheme_fen)::bigint AS scheme_fen,
        sum(p.refundable_fen)::bigint AS refundable_fen,
        sum(p.suspense_fen)::bigint AS suspense_fen,
        sum(p.reversed_fen)::bigint AS reversed_fen,
        sum(p.unposted_fen)::bigint AS unposted_fen
    FROM person AS p
    GROUP BY p.campaign_id, p.plan_year, p.unit_id, p.state, p.owner
)

SELECT
    c.pack_code,
    s.plan_year,
    coalesce(s.unit_id, '') AS unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    s.state,
    w.state_zh,
    s.owner,
    w.owner_zh,
    w.next_step_zh,
    s.receipts,
    s.persons,
    s.amount_fen,
    s.scheme_fen,
    s.refundable_fen,
    s.suspense_fen,
    s.reversed_fen,
    s.unposted_fen,
    0::bigint AS quarantined_rows
FROM summed AS s
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id
LEFT JOIN core.receipt_word AS w ON s.state = w.state AND s.owner = w.owner
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
