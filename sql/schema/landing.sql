-- Deliveries: what arrived, what the gate and officials decided, and what went back to senders.

CREATE SCHEMA landing;

CREATE TABLE landing.delivery (
    campaign_id      integer NOT NULL,
    delivery_id      uuid NOT NULL,
    source           text NOT NULL,
    kind             text NOT NULL CHECK (
        kind IN (
            'special_list', 'roll', 'employee', 'history', 'tax_feed', 'target_table', 'fund_claim', 'uninsured_reason',
            'fund_transfer', 'due_acknowledgement', 'tax_statement', 'late_entry', 'correction_request'
        )
    ),
    sender           text NOT NULL,
    list_mode        text NOT NULL CHECK (list_mode IN ('full', 'change', 'feed')),
    period           text NOT NULL,
    cut_off_on       date NOT NULL,
    version          integer NOT NULL,
    file_name        text NOT NULL,
    sha256           text NOT NULL,
    byte_count       bigint NOT NULL,
    delivered_on     date NOT NULL,
    state            text NOT NULL CHECK (state IN ('landed', 'committed', 'held', 'rejected', 'superseded', 'revoked')),
    decided_on       date,
    committed_no     bigint,
    row_count        integer,
    clean_count      integer,
    duplicate_count  integer,
    quarantine_count integer,
    amount_fen       bigint,
    reasons          jsonb NOT NULL,
    landed_at        timestamptz NOT NULL,
    decided_at       timestamptz,
    read_seconds     double precision,
    PRIMARY KEY (campaign_id, delivery_id),
    UNIQUE (campaign_id, source, period, sha256)
);
COMMENT ON TABLE landing.delivery IS 'one row per delivery (distinct bytes for one campaign, source and period)';

CREATE TABLE landing.quarantine (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    reason_code text NOT NULL,
    column_name text NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, row_no, reason_code, column_name)
);
COMMENT ON TABLE landing.quarantine IS
'one row per quarantined row, reason and column of a delivery; without values, the row is found again in the landed bytes';

-- Written with the gate's decision, also about a feed that is held or rejected.
CREATE TABLE landing.control_total (
    campaign_id    integer NOT NULL,
    delivery_id    uuid NOT NULL,
    -- NULL = no total row is about all rows of the file
    control_rows   bigint,
    control_fen    bigint,
    duplicate_fen  bigint NOT NULL,
    -- NULL = a quarantined row has no readable amount
    quarantine_fen bigint,
    PRIMARY KEY (campaign_id, delivery_id)
);
COMMENT ON TABLE landing.control_total IS
'one row per tax feed that was read, with what its control row states and the money of rows that are not loaded';

CREATE TABLE landing.warning (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    reason_code text NOT NULL,
    column_name text NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, row_no, reason_code, column_name)
);
COMMENT ON TABLE landing.warning IS 'one row per loaded row, warning and column of a delivery';

CREATE TABLE landing.reason (
    reason_code text PRIMARY KEY,
    message_zh  text NOT NULL
);
COMMENT ON TABLE landing.reason IS 'one row per reason code of the intake, with its text for senders';

CREATE TABLE landing.watermark (
    campaign_id  integer PRIMARY KEY,
    committed_no bigint NOT NULL,
    assessed_no  bigint NOT NULL,
    assess_no    bigint NOT NULL,
    assessed_on  date
);
COMMENT ON TABLE landing.watermark IS
'one row per campaign, with the numbers of its last committed delivery and of its last assessment';

CREATE TABLE landing.revocation (
    campaign_id integer NOT NULL,
    source      text NOT NULL,
    period      text NOT NULL,
    version     integer NOT NULL,
    revoked_on  date NOT NULL,
    revoked_by  text NOT NULL,
    reason      text NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- deliveries and assessments up to a lower number did not know it
    committed_no bigint NOT NULL,
    PRIMARY KEY (campaign_id, source, period, version)
);
COMMENT ON TABLE landing.revocation IS
'one row per version of a list that its sender revoked, before or after the list arrived; never changed';

-- A sender may have typed anything into the cell of a category, a person's name among it. So marts and reports show the
-- number, and the word stays here.
CREATE TABLE landing.unlisted_category (
    campaign_id integer NOT NULL,
    category_no integer NOT NULL CHECK (category_no > 0),
    word        text NOT NULL CHECK (word <> ''),
    delivery_id uuid NOT NULL,
    PRIMARY KEY (campaign_id, category_no),
    UNIQUE (campaign_id, word)
);
COMMENT ON TABLE landing.unlisted_category IS
'one row per campaign and word of a sender for a category that the pack does not list, numbered as they came';

-- A person without a category that decides the amount is `ordinary`; its label is the product's, as in transforms/text/labels.py.
-- `policy check` refuses a pack with a category of that code. A second row would double every row of a mart that joins here.
CREATE VIEW landing.category_label AS
SELECT
    k.campaign_id,
    k.category,
    k.category AS shown_category,
    k.label_zh
FROM policy.category AS k
UNION ALL
SELECT
    c.campaign_id,
    'ordinary' AS category,
    'ordinary' AS shown_category,
    '一般居民' AS label_zh
FROM policy.campaign AS c
WHERE
    NOT EXISTS (
        SELECT FROM policy.category AS k WHERE k.campaign_id = c.campaign_id AND k.category = 'ordinary'
    )
UNION ALL
SELECT
    w.campaign_id,
    'unknown:' || w.word AS category,
    'unknown:' || w.category_no AS shown_category,
    '未登记类别' || w.category_no || '号' AS label_zh
FROM landing.unlisted_category AS w;
COMMENT ON VIEW landing.category_label IS
'one row per campaign and category, the ordinary persons and unlisted words included, with the code and the label to show (view)';

CREATE TABLE landing.forced_date (
    campaign_id   integer NOT NULL,
    business_date date NOT NULL,
    step          text NOT NULL,
    reason        text NOT NULL CHECK (reason <> ''),
    recorded_at   timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, business_date, step, recorded_at)
);
COMMENT ON TABLE landing.forced_date IS
'one row per business date outside of the campaign''s days that a person insisted on, per step and time; never changed';

CREATE TABLE landing.decision (
    campaign_id   integer NOT NULL,
    delivery_id   uuid NOT NULL,
    decision_no   integer NOT NULL CHECK (decision_no > 0),
    verdict       text NOT NULL CHECK (verdict IN ('accept', 'reject')),
    outcome       text NOT NULL CHECK (outcome IN ('committed', 'superseded', 'revoked', 'rejected', 'held')),
    decided_by    text NOT NULL CHECK (decided_by <> ''),
    note          text NOT NULL,
    waived        text [] NOT NULL,
    shown         jsonb NOT NULL,
    shown_sha256  text NOT NULL,
    file_sha256   text NOT NULL,
    business_date date NOT NULL,
    decided_at    timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, decision_no)
);
COMMENT ON TABLE landing.decision IS
'one row per official''s decision about a held delivery; a delivery that was held again has several; never changed';

CREATE TABLE landing.feedback (
    campaign_id  integer NOT NULL,
    delivery_id  uuid NOT NULL,
    edition      integer NOT NULL CHECK (edition > 0),
    state        text NOT NULL,
    file_name    text NOT NULL,
    sha256       text NOT NULL,
    shown_rows   integer NOT NULL,
    finding_rows integer NOT NULL,
    made_on      date NOT NULL,
    made_at      timestamptz NOT NULL,
    -- how many mails about this workbook were queued: a workbook that is made again is not always news
    notice_no    integer NOT NULL DEFAULT 1,
    -- a workbook made before the assessment of its persons shows no amounts; a later edition does
    is_assessed  boolean NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, edition)
);
COMMENT ON TABLE landing.feedback IS
'one row per workbook for a sender, one after the gate and one after each decision; the workbook itself is in the outbox';

-- ------------------------------------------------------------------ what a state means, once

-- Facts of a delivery count while it is effective; those of superseded and revoked versions stay, and do not count.
CREATE VIEW landing.effective_delivery AS
SELECT
    d.campaign_id,
    d.delivery_id,
    d.source,
    d.kind,
    d.sender,
    d.list_mode,
    d.period,
    d.cut_off_on,
    d.version,
    d.file_name,
    d.sha256,
    d.byte_count,
    d.delivered_on,
    d.state,
    d.decided_on,
    d.committed_no,
    d.row_count,
    d.clean_count,
    d.duplicate_count,
    d.quarantine_count,
    d.amount_fen,
    d.reasons,
    d.landed_at,
    d.decided_at
FROM landing.delivery AS d
WHERE d.state = 'committed';
COMMENT ON VIEW landing.effective_delivery IS 'one row per delivery whose facts count (view)';

-- Which delivery answers which expected delivery. A list is late if its cut-off is after the due day; it is not missing.
CREATE VIEW landing.answered_delivery AS
SELECT
    e.campaign_id,
    e.source,
    e.due_on,
    d.delivery_id,
    d.delivered_on
FROM policy.expected_delivery AS e
INNER JOIN landing.delivery AS d ON e.campaign_id = d.campaign_id AND e.source = d.source
WHERE
    d.state NOT IN ('rejected', 'revoked')
    AND CASE
        WHEN d.cut_off_on <= e.covers_to
            THEN
                (e.covers_after IS NULL OR d.cut_off_on > e.covers_after)
                -- a list that bears the period of an earlier delivery is that one, and does not answer this one
                AND NOT EXISTS (
                    SELECT FROM policy.expected_delivery AS o
                    WHERE
                        o.campaign_id = e.campaign_id AND o.source = e.source AND o.list_mode <> 'feed'
                        AND o.period = d.period AND o.period <> e.period AND o.covers_to < d.cut_off_on
                )
        WHEN e.list_mode = 'feed'
            THEN FALSE
        ELSE
            d.period = e.period
            -- a full list states all that an earlier list would have stated
            OR d.list_mode = 'full'
            -- after the last due day no other delivery is expected
            OR NOT EXISTS (
                SELECT FROM policy.expected_delivery AS o
                WHERE o.campaign_id = e.campaign_id AND o.source = e.source AND o.due_on > e.due_on
            )
    END;
COMMENT ON VIEW landing.answered_delivery IS
'one row per expected delivery and delivery that answers it, in time or late (view)';

-- Columns that a statement does not select cost nothing: the planner drops their subqueries.
CREATE VIEW landing.delivery_status AS
SELECT
    d.campaign_id,
    d.delivery_id,
    d.source,
    d.kind,
    d.sender,
    d.list_mode,
    d.period,
    d.cut_off_on,
    d.version,
    d.file_name,
    d.sha256,
    d.byte_count,
    d.delivered_on,
    d.state,
    d.decided_on,
    d.committed_no,
    d.row_count,
    d.clean_count,
    d.duplicate_count,
    d.quarantine_count,
    d.amount_fen,
    d.reasons,
    d.landed_at,
    d.decided_at,
    -- kinds of which a sender may send a higher version, or revoke one (pipeline/merge/versions.py: REVOCABLE)
    d.kind IN (
        'special_list', 'roll', 'employee', 'history', 'fund_claim', 'uninsured_reason', 'fund_transfer', 'due_acknowledgement', 'tax_statement',
        'late_entry', 'correction_request'
    ) AS has_versions,
    -- the gate accepted the delivery at some time; a higher version or a revocation may have come since
    d.state IN ('committed', 'superseded', 'revoked') AS is_accepted,
    ARRAY(
        SELECT r.item ->> 'code'
        FROM jsonb_array_elements(d.reasons) WITH ORDINALITY AS r (item, item_no)
        ORDER BY r.item_no
    ) AS reason_codes,
    (
        SELECT count(*)
        FROM landing.decision AS n
        WHERE n.campaign_id = d.campaign_id AND n.delivery_id = d.delivery_id
    ) AS decisions,
    -- the higher version of the list that is effective; NULL = there is none
    (
        SELECT max(v.version)
        FROM landing.effective_delivery AS v
        WHERE
            v.campaign_id = d.campaign_id AND v.source = d.source AND v.period = d.period AND v.version > d.version
            AND v.kind IN (
                'special_list', 'roll', 'employee', 'history', 'fund_claim', 'uninsured_reason', 'fund_transfer', 'due_acknowledgement', 'tax_statement',
                'late_entry', 'correction_request'
            )
    ) AS overtaken_by
FROM landing.delivery AS d;
COMMENT ON VIEW landing.delivery_status IS
'one row per delivery, with what follows from its state, its reasons, its decisions and its other versions (view)';
