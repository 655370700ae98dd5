-- The state of each receipt, from all receipts of its person and the last assessment: docs/explanation/money.md has the table.
-- A view, so that the assessment writes nothing for it, and so that no order of arrival can matter.

CREATE VIEW core.receipt_state AS
-- persons whose facts have changed since the last assessment
WITH queue AS MATERIALIZED (
    SELECT DISTINCT
        q.campaign_id,
        coalesce(l.person_key, q.person_key) AS person_key
    FROM core.changed_person AS q
    LEFT JOIN core.linked_person AS l ON q.person_key = l.fact_key
),

campaign AS MATERIALIZED (
    SELECT
        c.campaign_id,
        c.pack_code,
        c.plan_year,
        c.payable_years || c.repair_years AS years,
        c.starts_on,
        c.ends_on,
        c.decision_date_basis,
        w.assessed_on,
        w.assessed_no,
        (
            SELECT range_agg(daterange(o.starts_on, o.ends_on, '[]'))
            FROM policy.collection_window AS o
            WHERE o.campaign_id = c.campaign_id AND o.group_code <> 'general'
        ) AS special_windows,
        EXISTS(
            SELECT FROM landing.effective_delivery AS d WHERE d.campaign_id = c.campaign_id AND d.kind = 'roll'
        ) AS has_roll
    FROM policy.campaign AS c
    LEFT JOIN landing.watermark AS w ON c.campaign_id = w.campaign_id
),

-- what the explanations state about the persons of a situation
situation AS MATERIALIZED (
    SELECT
        e.campaign_id,
        e.situation_key,
        e.plan_year,
        bool_or(
            e.verdict = 'kept' OR (e.verdict IN ('counts', 'added') AND e.until_on IS NOT NULL)
        ) AS has_changed,
        bool_or(
            e.verdict IN (
                'undefined', 'unknown', 'too_late', 'age_blank', 'grade_blank', 'subclass_blank', 'hukou_blank',
                'age_contradicts'
            )
        ) AS is_open,
        range_agg(daterange(e.on_date, e.until_on)) FILTER (
            WHERE e.on_date IS NOT NULL AND e.verdict <> 'without_effect' AND s.subsidy_kind IS DISTINCT FROM 'none'
        ) AS special_days
    FROM core.explanation AS e
    LEFT JOIN policy.subsidy AS s ON e.campaign_id = s.campaign_id AND e.rule_id = s.rule_id
    WHERE e.topic = 'category'
    GROUP BY e.campaign_id, e.situation_key, e.plan_year
),

-- money that reversals took back by the last assessment
taken_back AS MATERIALIZED (
    SELECT
        b.campaign_id,
        b.paid_key,
        b.receipt_no,
        b.fen
    FROM core.assessed_reversal AS b
    WHERE b.state = 'counted'
),

-- campaigns of the warehouse in which one plan year may be paid; with one campaign there is none, and no result is read
rival AS MATERIALIZED (
    SELECT
        c.campaign_id,
        o.campaign_id AS other_id,
        o.pack_code
    FROM policy.campaign AS c
    INNER JOIN policy.campaign AS o ON c.campaign_id <> o.campaign_id AND c.payable_years && o.payable_years
),

elsewhere AS (
    SELECT
        r.campaign_id,
        d.person_key,
        d.plan_year,
        min(ROW(d.settled_on, r.pack_code)::text COLLATE "C") AS first_enrolled
    FROM rival AS r
    INNER JOIN core.dues AS d ON r.other_id = d.campaign_id AND d.status = 'enrolled'
    GROUP BY r.campaign_id, d.person_key, d.plan_year
),

receipt AS (
    SELECT
        p.campaign_id,
        coalesce(l.person_key, p.person_key) AS person_key,
        p.person_key AS fact_key,
        p.plan_year,
        p.receipt_no,
        p.collected_on,
        p.received_on,
        p.unit_id,
        p.amount_fen,
        coalesce(b.fen, 0) AS reversed_fen
    FROM core.payment AS p
    LEFT JOIN core.linked_person AS l ON p.person_key = l.fact_key
    LEFT JOIN taken_back AS b ON p.campaign_id = b.campaign_id AND p.person_key = b.paid_key AND p.receipt_no = b.receipt_no
),

judged AS (
    SELECT
        r.campaign_id,
        r.person_key,
        r.fact_key,
        r.plan_year,
        r.receipt_no,
        r.collected_on,
        r.received_on,
        r.amount_fen,
        r.reversed_fen,
        r.amount_fen - r.reversed_fen AS left_fen,
        coalesce(d.unit_id, r.unit_id) AS unit_id,
        d.status,
        d.due_fen,
        d.refundable_fen AS person_refundable_fen,
        d.reimbursable_fen,
        d.rule_id,
        g.is_later,
        q.person_key IS NOT NULL OR d.person_key IS NULL OR g.is_later AS is_pending,
        r.plan_year = ANY(c.years) AS is_payable,
        coalesce(c.has_roll AND NOT t.on_roll AND NOT t.on_list, FALSE) AS is_unknown,
        coalesce(s.has_changed OR d.flags && ARRAY['gained_after_payment', 'gained_undefined'], FALSE) AS has_changed,
        coalesce(s.is_open, FALSE) AS is_open,
        -- the price of late payers is not stated, or the category asks for an official's decision
        d.status = 'undefined' AND d.price_fen IS NULL AND r.plan_year = c.plan_year
        AND 'paid_late' = ANY(d.flags) AND d.rule_id <> 'recognised_after_window' AS lacks_late_price,
        y.identity_on > c.ends_on AS is_late,
        coalesce(
            'refused_outside_own_window' = ANY(d.flags) AND r.plan_year = c.plan_year AND y.identity_on <= c.ends_on
            AND s.special_days @> y.identity_on AND NOT c.special_windows @> y.identity_on, FALSE
        ) OR coalesce('refused_late' = ANY(d.flags) AND y.identity_on > c.ends_on, FALSE) AS is_refused,
        coalesce(
            e.person_key IS NOT NULL
            AND (d.status <> 'enrolled' OR e.first_enrolled < ROW(d.settled_on, c.pack_code)::text COLLATE "C"), FALSE
        ) AS is_enrolled_elsewhere
    FROM receipt AS r
    INNER JOIN campaign AS c ON r.campaign_id = c.campaign_id
    CROSS JOIN LATERAL (SELECT coalesce(r.received_on > c.assessed_on, TRUE) AS is_later) AS g
    LEFT JOIN core.dues AS d ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND r.plan_year = d.plan_year
    LEFT JOIN core.trait AS t ON r.campaign_id = t.campaign_id AND r.person_key = t.person_key
    LEFT JOIN queue AS q ON r.campaign_id = q.campaign_id AND r.person_key = q.person_key
    LEFT JOIN situation AS s
        ON d.campaign_id = s.campaign_id AND d.situation_key = s.situation_key AND d.plan_year = s.plan_year
    LEFT JOIN elsewhere AS e ON r.campaign_id = e.campaign_id AND r.person_key = e.person_key AND r.plan_year = e.plan_year
    -- as in assess/judge/receipt; asked of the few persons with a flag about their days
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN NOT coalesce(d.flags && ARRAY['paid_late', 'refused_outside_own_window'], FALSE) THEN NULL
                WHEN c.decision_date_basis = 'collected' THEN greatest(r.collected_on, c.starts_on)
                ELSE greatest(
                    coalesce(
                        (
                            SELECT min(w.ends_on)
                            FROM policy.collection_window AS w
                            WHERE
                                w.campaign_id = r.campaign_id AND r.collected_on <= w.ends_on
                                AND r.received_on > w.ends_on AND r.received_on <= w.tail_until
                        ), r.received_on
                    ), c.starts_on
                )
            END AS identity_on
    ) AS y
),

-- money that counts towards the due, in the order in which it counts; refused money and money of later days does not
counted AS (
    SELECT
        j.*,
        CASE WHEN j.is_pending OR j.is_refused THEN 0 ELSE j.left_fen END AS count_fen,
        CASE WHEN j.is_refused THEN j.left_fen ELSE 0 END AS refused_fen
    FROM judged AS j
),

summed AS (
    SELECT
        n.*,
        row_number() OVER counting AS receipt_order,
        (sum(n.count_fen) OVER counting)::bigint AS up_to_fen,
        (sum(n.count_fen) OVER whole)::bigint AS all_fen,
        (sum(n.refused_fen) OVER whole)::bigint AS all_refused_fen
    FROM counted AS n
    WINDOW
        whole AS (PARTITION BY n.campaign_id, n.person_key, n.plan_year),
        counting AS (
            PARTITION BY n.campaign_id, n.person_key, n.plan_year ORDER BY n.received_on, n.receipt_no COLLATE "C"  -- noqa: RF03
            ROWS UNBOUNDED PRECEDING
        )
)

SELECT
    s.campaign_id,
    s.person_key,
    s.fact_key,
    s.plan_year,
    s.receipt_no,
    s.receipt_order,
    s.unit_id,
    s.collected_on,
    s.received_on,
    s.status,
    a.state,
    CASE
        WHEN a.state = 'not_assessed' THEN 'not_assessed'
        WHEN a.state = 'reversed' THEN 'tax_bureau'
        WHEN m.refundable_fen > 0 THEN 'person'
        WHEN s.status IN ('owing', 'undefined') THEN 'suspense'
        ELSE 'scheme'
    END AS owner,
    s.amount_fen,
    s.reversed_fen,
    CASE WHEN s.is_pending THEN s.left_fen ELSE 0 END AS unposted_fen,
    CASE WHEN s.is_pending OR s.status IN ('owing', 'undefined') THEN 0 ELSE s.left_fen - m.refundable_fen END AS scheme_fen,
    m.refundable_fen,
    CASE
        WHEN NOT s.is_pending AND s.status IN ('owing', 'undefined') THEN s.left_fen - m.refundable_fen
        ELSE 0
    END AS suspense_fen
FROM summed AS s
CROSS JOIN
    LATERAL (
        SELECT
            CASE
                WHEN s.left_fen = 0 AND NOT s.is_later THEN 'reversed'
                WHEN s.is_pending THEN 'not_assessed'
                WHEN NOT s.is_payable THEN 'wrong_year'
                WHEN s.status = 'insured_elsewhere' THEN 'employee_insured'
                WHEN s.is_enrolled_elsewhere THEN 'enrolled_elsewhere'
                WHEN s.is_refused OR (s.lacks_late_price AND s.is_late) THEN 'out_of_window'
                WHEN s.is_unknown THEN 'unknown_person'
                WHEN s.status = 'deceased' THEN 'over'
                WHEN s.status = 'undefined' AND (s.is_open OR NOT s.lacks_late_price) THEN 'amount_open'
                WHEN s.status = 'undefined' OR s.all_fen < s.due_fen THEN 'short'
                WHEN s.up_to_fen > s.due_fen AND s.count_fen >= s.due_fen AND s.up_to_fen - s.count_fen >= s.due_fen AND s.due_fen > 0
                    THEN 'paid_twice'
                WHEN s.up_to_fen > s.due_fen THEN 'over'
                WHEN s.status = 'enrolled' AND s.has_changed THEN 'category_changed_after_payment'
                WHEN s.status = 'enrolled' AND s.reimbursable_fen > 0 THEN 'awaiting_reimbursement'
                ELSE 'exact'
            END AS state
    ) AS a
-- the person's refundable money is the money that came last; refused money is refundable itself
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN s.is_pending THEN 0
            WHEN s.is_refused THEN s.left_fen
            ELSE least(
                s.count_fen, greatest(s.person_refundable_fen - s.all_refused_fen - (s.all_fen - s.up_to_fen), 0)
            )
        END AS refundable_fen
) AS m;
COMMENT ON VIEW core.receipt_state IS 'one row per receipt of the tax bureau, with its state and the owner of its money (view)';

CREATE VIEW core.receipt_word AS
WITH word (state, state_zh) AS (
    VALUES
    ('exact', '已足额'),
    ('short', '未缴足'),
    ('over', '多缴'),
    ('paid_twice', '重复缴费'),
    ('unknown_person', '名册外人员'),
    ('employee_insured', '已参加职工医保'),
    ('enrolled_elsewhere', '已在别处参保'),
    ('out_of_window', '缴费期外缴费'),
    ('wrong_year', '年度不符'),
    ('category_changed_after_payment', '缴费后类别变化'),
    ('awaiting_reimbursement', '先缴后补，待报销'),
    ('amount_open', '应缴金额未定'),
    ('reversed', '已冲正'),
    ('not_assessed', '待核定')
),

holder (owner, owner_zh) AS (
    VALUES
    ('scheme', '居民医保个人缴费'),
    ('person', '待退本人'),
    ('suspense', '挂账'),
    ('tax_bureau', '税务部门'),
    ('not_assessed', '待核定')
),

-- owner '' = any other
step (state, owner, next_step_zh) AS (
    VALUES
    ('exact', '', '无须处理'),
    ('exact', 'suspense', '已足额，征缴开始后自动转为参保'),
    ('short', '', '通知本人补足差额'),
    ('over', '', '核对后退还多缴部分'),
    ('over', 'suspense', '征缴开始后核定，多缴部分届时退还'),
    ('paid_twice', '', '核对后退还重复的一笔'),
    ('paid_twice', 'suspense', '征缴开始后核定，重复的一笔届时退还'),
    ('unknown_person', '', '核实身份，补入参保底册；补入后自动重新归类'),
    ('employee_insured', '', '退还本人'),
    ('enrolled_elsewhere', '', '与对方经办机构核对，只保留一处参保'),
    ('out_of_window', '', '通知没有规定，暂挂账，报主管部门决定'),
    ('out_of_window', 'person', '核对无规定的中途参保原因后，退还本人'),
    ('wrong_year', '', '请税务部门核对缴费年度，更正或冲正'),
    ('category_changed_after_payment', '', '不再补退；退差金额未定的列入异常清单'),
    ('category_changed_after_payment', 'person', '退还差额，由资助方承担'),
    ('awaiting_reimbursement', '', '向资助方申请报销'),
    ('amount_open', '', '暂挂账，请主管部门明确金额'),
    ('reversed', '', '税务部门已收回，无须处理'),
    ('not_assessed', '', '等待下一次核定')
)

SELECT
    w.state,
    h.owner,
    w.state_zh,
    h.owner_zh,
    coalesce(s.next_step_zh, a.next_step_zh) AS next_step_zh
FROM word AS w
CROSS JOIN holder AS h
LEFT JOIN step AS s ON w.state = s.state AND h.owner = s.owner
LEFT JOIN step AS a ON w.state = a.state AND a.owner = '';
COMMENT ON VIEW core.receipt_word IS 'one row per state of a receipt and owner of its money, with their words and the next step (view)';
