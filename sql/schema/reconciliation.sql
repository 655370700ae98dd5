-- Reconciliation of money: sums of the tax bureau's feeds as they were merged, its statements, and the words of the states.

-- Written once, when the feed is merged. A reversal has a negative sum; cash that is not deposited has its collected day.
CREATE TABLE core.feed_day (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    on_date     date NOT NULL,
    -- as the feed states it; empty = not stated
    unit_id     text NOT NULL,
    channel     text NOT NULL,
    outcome     text NOT NULL CHECK (outcome IN ('receipt', 'known', 'refused', 'reversal', 'cash')),
    feed_rows   bigint NOT NULL,
    feed_fen    bigint NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, on_date, unit_id, channel, outcome)
);
COMMENT ON TABLE core.feed_day IS
'one row per tax feed, received day, unit and channel as stated, and outcome of its clean rows, with their sum; never changed';

CREATE VIEW core.reconciliation_word AS
SELECT
    w.state,
    w.state_zh,
    w.owner,
    w.owner_zh,
    w.next_step_zh
FROM (
    VALUES
    ('balanced', '已平', '', '', '无须处理'),
    ('answered', '已由后报数据补齐', '', '', '无须处理'),
    ('quarantined', '有未入账的行', 'sender', '税务部门', '请税务部门更正未入账的行后重报'),
    ('held', '整份暂存', 'office', '医保经办机构', '核定暂存的数据：入库或者退回'),
    ('rejected', '整份退回', 'sender', '税务部门', '请税务部门更正后重报'),
    ('not_assessed', '待核定', 'office', '医保经办机构', '等待下一次核定'),
    ('published_before', '发布后有变化', 'office', '医保经办机构', '下次发布进度时更正'),
    ('differs', '不平', 'operator', '系统运维人员', '运行 campaign verify，查明后由开发人员处理')
) AS w (state, state_zh, owner, owner_zh, next_step_zh);
COMMENT ON VIEW core.reconciliation_word IS 'one row per state of a feed or day in the reconciliation, with its words, its owner and the next step (view)';

-- ------------------------------------------------------------------ statements of the tax bureau

CREATE TABLE core.statement_line (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    person_key  uuid NOT NULL,
    receipt_no  text NOT NULL,
    is_reversal boolean NOT NULL,
    -- below zero for a reversal
    amount_fen  bigint NOT NULL,
    received_on date NOT NULL,
    unit_id     text,
    cut_off_on  date NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, row_no)
);
COMMENT ON TABLE core.statement_line IS
'one row per row of a statement of the tax bureau about one month; it is no payment, and no assessment reads it; never changed';

-- A statement is about its month up to its cut-off day. Receipts and reversals are numbered apart. Of several lines with one number the
-- line that equals the receipt is compared, else the first; each further line is there twice.
CREATE VIEW core.statement_difference AS
WITH statement AS MATERIALIZED (
    SELECT
        d.campaign_id,
        d.delivery_id,
        date_trunc('month', d.cut_off_on)::date AS from_on,
        d.cut_off_on AS to_on
    FROM landing.effective_delivery AS d
    WHERE d.kind = 'tax_statement'
),

line AS (
    SELECT
        s.campaign_id,
        s.delivery_id,
        s.row_no,
        coalesce(l.person_key, s.person_key) AS person_key,
        s.receipt_no,
        s.is_reversal,
        s.amount_fen,
        s.received_on,
        s.unit_id,
        s.cut_off_on
    FROM core.statement_line AS s
    INNER JOIN statement AS d ON s.campaign_id = d.campaign_id AND s.delivery_id = d.delivery_id
    LEFT JOIN core.linked_person AS l ON s.person_key = l.fact_key
),

-- campaigns without a statement read no receipt
booked AS (
    SELECT
        p.campaign_id,
        p.person_key AS fact_key,
        p.receipt_no,
        FALSE AS is_reversal,
        p.plan_year,
        p.amount_fen,
        p.received_on,
        p.unit_id,
        p.delivery_id,
        p.row_no
    FROM core.payment AS p
    WHERE p.campaign_id IN (SELECT s.campaign_id FROM statement AS s)
    UNION ALL
    SELECT
        v.campaign_id,
        v.person_key,
        v.reversal_no,
        TRUE,
        v.plan_year,
        -v.amount_fen,
        v.received_on,
        v.unit_id,
        v.delivery_id,
        v.row_no
    FROM core.reversal AS v
    WHERE v.campaign_id IN (SELECT s.campaign_id FROM statement AS s)
),

entry AS (
    SELECT
        b.*,
        coalesce(l.person_key, b.fact_key) AS person_key
    FROM booked AS b
    LEFT JOIN core.linked_person AS l ON b.fact_key = l.fact_key
),

compared AS (
    SELECT
        s.campaign_id,
        s.is_reversal,
        s.receipt_no,
        s.delivery_id AS statement_id,
        s.row_no AS statement_row_no,
        s.amount_fen AS statement_fen,
        s.received_on AS statement_on,
        s.unit_id AS statement_unit_id,
        e.delivery_id AS feed_id,
        e.row_no AS feed_row_no,
        coalesce(e.person_key, s.person_key) AS person_key,
        e.plan_year,
        e.unit_id AS feed_unit_id,
        e.amount_fen AS feed_fen,
        e.received_on AS feed_on,
        e.person_key <> s.person_key AS is_other_person,
        e.amount_fen <> s.amount_fen AS is_other_amount,
        e.received_on <> s.received_on AS is_other_day,
        row_number() OVER (
            PARTITION BY s.campaign_id, s.is_reversal, s.receipt_no
            ORDER BY
                coalesce(e.person_key = s.person_key AND e.amount_fen = s.amount_fen AND e.received_on = s.received_on, FALSE) DESC,
                s.cut_off_on, s.delivery_id, s.row_no
        ) AS line_order
    FROM line AS s
    LEFT JOIN entry AS e
        ON s.campaign_id = e.campaign_id AND s.is_reversal = e.is_reversal AND s.receipt_no = e.receipt_no
),

caused AS (
    SELECT
        c.*,
        CASE
            WHEN c.line_order > 1 THEN 'twice'
            WHEN c.feed_id IS NULL THEN 'missing_here'
            WHEN c.is_other_person THEN 'other_person'
            WHEN c.is_other_amount THEN 'other_amount'
            WHEN c.is_other_day THEN 'other_day'
        END AS cause
    FROM compared AS c
),

difference AS (
    SELECT
        c.campaign_id,
        c.cause,
        c.is_reversal,
        c.receipt_no,
        c.statement_id,
        c.statement_row_no,
        c.feed_id,
        c.feed_row_no,
        c.person_key,
        c.plan_year,
        coalesce(c.feed_unit_id, c.statement_unit_id) AS stated_unit_id,
        c.statement_fen,
        CASE WHEN c.cause = 'twice' THEN NULL ELSE c.feed_fen END AS feed_fen,
        c.statement_on,
        c.feed_on
    FROM caused AS c
    WHERE c.cause IS NOT NULL
    UNION ALL
    SELECT
        e.campaign_id,
        'missing_there',
        e.is_reversal,
        e.receipt_no,
        NULL,
        NULL,
        e.delivery_id,
        e.row_no,
        e.person_key,
        e.plan_year,
        e.unit_id,
        NULL,
        e.amount_fen,
        NULL,
        e.received_on
    FROM entry AS e
    WHERE
        EXISTS (
            SELECT FROM statement AS s WHERE s.campaign_id = e.campaign_id AND e.received_on BETWEEN s.from_on AND s.to_on
        )
        AND NOT EXISTS (
            SELECT FROM line AS s
            WHERE s.campaign_id = e.campaign_id AND s.is_reversal = e.is_reversal AND s.receipt_no = e.receipt_no
        )
)

SELECT
    d.campaign_id,
    d.cause,
    d.is_reversal,
    d.receipt_no,
    d.statement_id,
    d.statement_row_no,
    d.feed_id,
    d.feed_row_no,
    d.person_key,
    coalesce(u.unit_id, d.stated_unit_id, '') AS unit_id,
    coalesce(d.feed_on, d.statement_on) AS on_date,
    d.statement_on,
    d.feed_on,
    coalesce(d.statement_fen, 0) AS statement_fen,
    coalesce(d.feed_fen, 0) AS feed_fen,
    coalesce(d.statement_fen, 0) - coalesce(d.feed_fen, 0) AS difference_fen
FROM difference AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN core.dues AS u
    ON
        d.campaign_id = u.campaign_id AND d.person_key = u.person_key AND coalesce(d.plan_year, c.plan_year) = u.plan_year;
COMMENT ON VIEW core.statement_difference IS
'one row per line of a statement that differs from the receipts, and per receipt that the statement of its month lacks (view)';

CREATE VIEW core.statement_word AS
SELECT
    w.cause,
    w.cause_zh,
    w.owner,
    w.owner_zh,
    w.next_step_zh
FROM (
    VALUES
    ('missing_here', '对账单有，流水没有', 'sender', '税务部门', '请税务部门补报当日流水'),
    ('missing_there', '流水有，对账单没有', 'sender', '税务部门', '请税务部门核对，补列对账单或者冲正'),
    ('twice', '对账单重复列', 'sender', '税务部门', '请税务部门更正对账单，以更高版次重报'),
    ('other_person', '人员不同', 'office', '医保经办机构', '与税务部门核对缴费人，由税务部门更正'),
    ('other_amount', '金额不同', 'sender', '税务部门', '请税务部门核对金额，更正对账单，或者冲正后重报流水'),
    ('other_day', '日期不同', 'sender', '税务部门', '请税务部门核对入库日期，更正对账单，或者冲正后重报流水')
) AS w (cause, cause_zh, owner, owner_zh, next_step_zh);
COMMENT ON VIEW core.statement_word IS 'one row per cause of a difference with a statement, with its words, its owner and the next step (view)';
