-- Reconciliation of money: sums of the tax bureau's feeds as they were merged, and the words of its states.

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
