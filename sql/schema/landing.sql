-- Deliveries: what arrived, what the gate and officials decided, and what went back to senders.

CREATE SCHEMA landing;

CREATE TABLE landing.delivery (
    campaign_id      integer NOT NULL,
    delivery_id      uuid NOT NULL,
    source           text NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('special_list', 'roll', 'employee', 'history', 'tax_feed', 'target_table')),
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
    PRIMARY KEY (campaign_id, source, period, version)
);
COMMENT ON TABLE landing.revocation IS
'one row per version of a list that its sender revoked, before or after the list arrived; never changed';

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
    mailed_at    timestamptz,
    -- a workbook made before the assessment of its persons shows no amounts; a later edition does
    is_assessed  boolean NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, edition)
);
COMMENT ON TABLE landing.feedback IS
'one row per workbook for a sender, one after the gate and one after each decision; the workbook itself is in the outbox';
