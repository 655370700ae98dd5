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

CREATE INDEX statement_line_receipt ON core.statement_line (campaign_id, receipt_no);
CREATE INDEX statement_line_person ON core.statement_line (campaign_id, person_key);

CREATE TABLE core.compared_statement (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    from_on     date NOT NULL,
    to_on       date NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id)
);
COMMENT ON TABLE core.compared_statement IS
'one row per statement of the tax bureau that the last assessment compared with the receipts, with the first and last day of its month';

CREATE TABLE core.compared_link (
    campaign_id integer NOT NULL,
    fact_key    uuid NOT NULL,
    person_key  uuid NOT NULL,
    PRIMARY KEY (campaign_id, fact_key)
);
COMMENT ON TABLE core.compared_link IS
'one row per link between two keys of a person that the last comparison of statements knew; empty in a campaign without statements';

CREATE TABLE core.statement_gap (
    campaign_id      integer NOT NULL,
    is_reversal      boolean NOT NULL,
    receipt_no       text NOT NULL,
    gap_no           integer NOT NULL,
    cause            text NOT NULL CHECK (
        cause IN ('missing_here', 'missing_there', 'twice', 'other_person', 'other_amount', 'other_day')
    ),
    statement_id     uuid,
    statement_row_no integer,
    feed_id          uuid,
    feed_row_no      integer,
    person_key       uuid NOT NULL,
    plan_year        integer,
    stated_unit_id   text,
    statement_fen    bigint,
    feed_fen         bigint,
    statement_on     date,
    feed_on          date,
    PRIMARY KEY (campaign_id, is_reversal, receipt_no, gap_no)
);
COMMENT ON TABLE core.statement_gap IS
'one row per difference between a statement of the tax bureau and the receipts, as the last assessment left it';

CREATE VIEW core.statement_difference AS
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
FROM core.statement_gap AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN core.dues AS u
    ON d.campaign_id = u.campaign_id AND d.person_key = u.person_key AND coalesce(d.plan_year, c.plan_year) = u.plan_year;
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
