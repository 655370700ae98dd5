-- Append-only events, whose sum is the state; corrections of packs; publications and reminders.

CREATE SCHEMA ledger;

-- ------------------------------------------------------------------ assessments and their events

CREATE TABLE ledger.assessment (
    campaign_id   integer NOT NULL,
    assess_no     bigint NOT NULL,
    committed_no  bigint NOT NULL,
    business_date date NOT NULL,
    pack_version  text NOT NULL,
    persons       bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no)
);
COMMENT ON TABLE ledger.assessment IS 'one row per assessment, with the deliveries and the pack version that it used';

CREATE TABLE ledger.rewind (
    campaign_id integer NOT NULL,
    assess_no   bigint NOT NULL,
    from_on     date NOT NULL,
    to_on       date NOT NULL CHECK (to_on < from_on),
    rewound_by  text NOT NULL CHECK (rewound_by <> ''),
    -- what corrections and mails state; the note is for the trail alone
    reason      text NOT NULL CHECK (reason IN ('wrong_date', 'wrong_list', 'wrong_pack', 'other')),
    note        text NOT NULL CHECK (reason <> 'other' OR note <> ''),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, assess_no)
);
COMMENT ON TABLE ledger.rewind IS
'one row per assessment that went back to an earlier business date, with who ordered it and why; never changed';

CREATE TABLE ledger.event (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    plan_year        integer NOT NULL,
    assess_no        bigint NOT NULL,
    line_no          smallint NOT NULL,
    on_date          date NOT NULL,
    unit_id          text NOT NULL,
    category         text NOT NULL,
    payer            text NOT NULL,
    channel          text NOT NULL,
    enrolled_persons integer NOT NULL,
    received_fen     bigint NOT NULL,
    fund_fen         bigint NOT NULL,
    contribution_fen bigint NOT NULL,
    refundable_fen   bigint NOT NULL,
    reimbursable_fen bigint NOT NULL,
    suspense_fen     bigint NOT NULL,
    PRIMARY KEY (campaign_id, person_key, plan_year, assess_no, line_no),
    CHECK (received_fen + fund_fen = contribution_fen + refundable_fen + reimbursable_fen + suspense_fen)
);
-- the sum of one assessment is found without reading the whole ledger
CREATE INDEX event_assess_no ON ledger.event (campaign_id, assess_no);
COMMENT ON TABLE ledger.event IS
'one row per change of a person''s account on one day; received + fund = contribution + refundable + reimbursable + suspense';

CREATE TABLE ledger.coverage_event (
    campaign_id            integer NOT NULL,
    person_key             uuid NOT NULL,
    assess_no              bigint NOT NULL,
    line_no                smallint NOT NULL,
    category               text NOT NULL,
    on_date                date NOT NULL,
    unit_id                text NOT NULL,
    member_persons         integer NOT NULL,
    enrolled_persons       integer NOT NULL,
    undefined_persons      integer NOT NULL,
    undefined_paid_persons integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, assess_no, line_no)
);
CREATE INDEX coverage_event_assess_no ON ledger.coverage_event (campaign_id, assess_no);
COMMENT ON TABLE ledger.coverage_event IS
'one row per change of one person''s membership of a category (empty = of any) on one business date';

CREATE TABLE ledger.event_total (
    campaign_id      integer NOT NULL,
    plan_year        integer NOT NULL,
    assess_no        bigint NOT NULL,
    on_date          date NOT NULL,
    unit_id          text NOT NULL,
    category         text NOT NULL,
    payer            text NOT NULL,
    channel          text NOT NULL,
    enrolled_persons bigint NOT NULL,
    received_fen     bigint NOT NULL,
    fund_fen         bigint NOT NULL,
    contribution_fen bigint NOT NULL,
    refundable_fen   bigint NOT NULL,
    reimbursable_fen bigint NOT NULL,
    suspense_fen     bigint NOT NULL,
    PRIMARY KEY (campaign_id, plan_year, assess_no, on_date, unit_id, category, payer, channel)
);
COMMENT ON TABLE ledger.event_total IS
'one row per assessment, day, unit, category, payer and channel, its events summed without persons';

CREATE TABLE ledger.coverage_total (
    campaign_id            integer NOT NULL,
    assess_no              bigint NOT NULL,
    category               text NOT NULL,
    on_date                date NOT NULL,
    unit_id                text NOT NULL,
    member_persons         bigint NOT NULL,
    enrolled_persons       bigint NOT NULL,
    undefined_persons      bigint NOT NULL,
    undefined_paid_persons bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no, category, on_date, unit_id)
);
COMMENT ON TABLE ledger.coverage_total IS
'one row per assessment, day, unit and category, its coverage events summed without persons; never add up categories';

-- ------------------------------------------------------------------ corrections of a pack in mid-campaign

CREATE TABLE ledger.pack_version (
    campaign_id   integer NOT NULL,
    pack_version  text NOT NULL,
    content       text NOT NULL,
    assess_no     bigint NOT NULL,
    business_date date NOT NULL,
    PRIMARY KEY (campaign_id, pack_version),
    CHECK (pack_version = encode(sha256(convert_to(content, 'UTF8')), 'hex'))
);
COMMENT ON TABLE ledger.pack_version IS 'one row per version of a pack that an assessment used, with its whole content';

CREATE TABLE ledger.policy_correction (
    campaign_id   integer NOT NULL,
    assess_no     bigint NOT NULL,
    old_version   text NOT NULL,
    new_version   text NOT NULL,
    business_date date NOT NULL,
    takes_effect  text NOT NULL CHECK (takes_effect IN ('retroactively', 'from_date')),
    from_on       date,
    rule_id       text,
    clause        text,
    quote         text,
    changes       jsonb NOT NULL,
    persons       bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no),
    CHECK ((takes_effect = 'from_date') = (from_on IS NOT NULL))
);
COMMENT ON TABLE ledger.policy_correction IS 'one row per change of the pack''s version, at the assessment that applied it';

CREATE TABLE ledger.policy_correction_line (
    campaign_id             integer NOT NULL,
    assess_no               bigint NOT NULL,
    plan_year               integer NOT NULL,
    unit_id                 text NOT NULL,
    category_before         text NOT NULL,
    category_after          text NOT NULL,
    payer                   text NOT NULL,
    persons                 bigint NOT NULL,
    due_before_fen          bigint NOT NULL,
    due_after_fen           bigint NOT NULL,
    fund_before_fen         bigint NOT NULL,
    fund_after_fen          bigint NOT NULL,
    posted_fund_before_fen  bigint NOT NULL,
    posted_fund_after_fen   bigint NOT NULL,
    refundable_before_fen   bigint NOT NULL,
    refundable_after_fen    bigint NOT NULL,
    reimbursable_before_fen bigint NOT NULL,
    reimbursable_after_fen  bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no, plan_year, unit_id, category_before, category_after, payer)
);
COMMENT ON TABLE ledger.policy_correction_line IS
'one row per change of version, plan year, unit, category before and after, and payer (empty = the persons'' own part)';

CREATE TABLE ledger.policy_correction_day (
    campaign_id integer NOT NULL,
    assess_no   bigint NOT NULL,
    unit_id     text NOT NULL,
    on_date     date NOT NULL,
    persons     bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no, unit_id, on_date)
);
COMMENT ON TABLE ledger.policy_correction_day IS
'one row per change of version, unit and day, persons whose account it changed from that day on';

-- ------------------------------------------------------------------ publications and reminders

CREATE TABLE ledger.publication (
    campaign_id    integer NOT NULL,
    publication_id uuid NOT NULL,
    report         text NOT NULL,
    cadence        text NOT NULL,
    period_from    date NOT NULL,
    period_to      date NOT NULL,
    as_of          date NOT NULL,
    recipient      text NOT NULL DEFAULT '',
    known_no       bigint NOT NULL,
    pack_version   text NOT NULL,
    correction_no  integer NOT NULL,
    manifest       jsonb NOT NULL,
    published_at   timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, publication_id),
    UNIQUE (campaign_id, report, cadence, period_to, recipient, correction_no)
);
COMMENT ON TABLE ledger.publication IS
'one row per published report, recipient and correction; the files are in the outbox under their sha256';

-- A report that waits for approval names its reasons in the manifest (`waits_for`). Without a row here it still waits.
CREATE TABLE ledger.publication_decision (
    campaign_id    integer NOT NULL,
    publication_id uuid NOT NULL,
    is_approved    boolean NOT NULL,
    decided_by     text NOT NULL CHECK (decided_by <> ''),
    note           text NOT NULL,
    business_date  date NOT NULL,
    decided_at     timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, publication_id)
);
COMMENT ON TABLE ledger.publication_decision IS
'one row per report that waited for approval and was approved or refused by an official; never changed';

-- Written when a run composes a publication again after a correction of the pack and finds equal figures: later runs need not.
CREATE TABLE ledger.publication_check (
    campaign_id    integer NOT NULL,
    publication_id uuid NOT NULL,
    assess_no      bigint NOT NULL,
    PRIMARY KEY (campaign_id, publication_id, assess_no)
);
COMMENT ON TABLE ledger.publication_check IS
'one row per publication and assessment with a corrected pack that left its figures equal; never changed';

-- Written when the letter of a batch is made, in its transaction. A batch keeps what it knew: later differences are in the next.
-- Numbered by funds and units, not by office: an office that takes the funds of another over goes on with the next number.
CREATE TABLE ledger.settlement_batch (
    campaign_id integer NOT NULL,
    -- sorted; empty = all
    payers      text [] NOT NULL,
    unit_ids    text [] NOT NULL,
    batch_no    integer NOT NULL,
    as_of       date NOT NULL,
    known_no    bigint NOT NULL,
    PRIMARY KEY (campaign_id, payers, unit_ids, batch_no),
    UNIQUE (campaign_id, payers, unit_ids, as_of)
);
COMMENT ON TABLE ledger.settlement_batch IS
'one row per funds, units and numbered batch in which the funds settle what they pay for persons; never changed';

-- Written when the list is made, in a transaction of its own before its file. The newest line of each person, of all lists up to a number, is what the tax
-- bureau may charge by that list.
CREATE TABLE ledger.due_list (
    campaign_id        integer NOT NULL,
    list_no            integer NOT NULL CHECK (list_no > 0),
    as_of              date NOT NULL,
    known_no           bigint NOT NULL,
    assessed_on        date NOT NULL,
    has_categories     boolean NOT NULL,
    -- the windows are over: the list withdraws all who are still to be charged, and so do later lists
    is_closing         boolean NOT NULL,
    persons            bigint NOT NULL,
    withdrawn          bigint NOT NULL CHECK (withdrawn BETWEEN 0 AND persons),
    list_fen           bigint NOT NULL,
    -- of all lists up to this one: those of the list before and the changes of this one
    chargeable_persons bigint NOT NULL,
    chargeable_fen     bigint NOT NULL,
    PRIMARY KEY (campaign_id, list_no),
    UNIQUE (campaign_id, as_of)
);
COMMENT ON TABLE ledger.due_list IS
'one row per numbered due list for the tax bureau, with its sums and those of all lists up to it; never changed';

CREATE TABLE ledger.due_line (
    campaign_id integer NOT NULL,
    list_no     integer NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL,
    charge      text NOT NULL CHECK (charge IN ('charge', 'paid', 'free', 'undefined', 'out', 'closed')),
    due_fen     bigint NOT NULL,
    unit_id     text NOT NULL,
    -- empty: the tax bureau gets no categories, or the person is withdrawn
    category    text NOT NULL,
    PRIMARY KEY (campaign_id, person_key, plan_year, list_no),
    CHECK (due_fen >= 0 AND (due_fen > 0) = (charge = 'charge'))
);
CREATE INDEX due_line_list_no ON ledger.due_line (campaign_id, list_no);
COMMENT ON TABLE ledger.due_line IS
'one row per person, plan year and numbered due list that changed what may be charged; never changed';

-- Written when the list of refunds of a batch is made, in its transaction; neither table is ever changed.
CREATE TABLE ledger.refund_batch (
    campaign_id integer NOT NULL,
    batch_no    integer NOT NULL,
    as_of       date NOT NULL,
    known_no    bigint NOT NULL,
    listed_on   date NOT NULL,
    PRIMARY KEY (campaign_id, batch_no),
    UNIQUE (campaign_id, as_of)
);
COMMENT ON TABLE ledger.refund_batch IS
'one row per numbered batch of refunds that the tax bureau is asked for, with the assessment that it knew; never changed';

CREATE TABLE ledger.refund_line (
    campaign_id    integer NOT NULL,
    batch_no       integer NOT NULL,
    -- key of the receipt's fact; a link may give it to another person
    person_key     uuid NOT NULL,
    receipt_no     text NOT NULL,
    unit_id        text NOT NULL,
    plan_year      integer NOT NULL,
    received_on    date NOT NULL,
    reason         text NOT NULL,
    fen            bigint NOT NULL,
    confirmed_fen  bigint NOT NULL CHECK (confirmed_fen >= 0),
    -- earlier batches and this one, less what was confirmed
    refundable_fen bigint NOT NULL CHECK (refundable_fen >= 0),
    reversed_fen   bigint NOT NULL CHECK (reversed_fen >= 0),
    PRIMARY KEY (campaign_id, batch_no, person_key, receipt_no, unit_id),
    CHECK (fen <> 0 OR confirmed_fen > 0)
);
COMMENT ON TABLE ledger.refund_line IS
'one row per receipt, unit and batch of refunds that lists the receipt, withdraws it or knows of its refund; never changed';

CREATE TABLE ledger.reminder (
    campaign_id integer NOT NULL,
    source      text NOT NULL,
    due_on      date NOT NULL,
    period      text NOT NULL,
    reminded_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, source, due_on)
);
COMMENT ON TABLE ledger.reminder IS 'one row per expected delivery whose sender was reminded, once';

-- ------------------------------------------------------------------ mails

-- Written in the transaction of what the mail is about, sent by a step of its own. No address and no person: a recipient is the
-- code of an office, whose mailbox the directory names when the mail is sent.
CREATE TABLE ledger.mail (
    campaign_id   integer NOT NULL,
    mail_key      text NOT NULL,
    recipient     text NOT NULL,
    subject       text NOT NULL,
    plain         text NOT NULL,
    html          text,
    attachments   jsonb NOT NULL,
    business_date date NOT NULL,
    queued_at     timestamptz NOT NULL,
    state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused', 'passed_on')),
    attempts      integer NOT NULL DEFAULT 0,
    answer        text,
    -- not before this moment: the pause after an attempt that failed
    try_after     timestamptz,
    -- a run is sending it; after this moment that run is taken for dead
    claimed_until timestamptz,
    ended_at      timestamptz,
    PRIMARY KEY (campaign_id, mail_key, recipient),
    CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX mail_waiting ON ledger.mail (campaign_id, recipient, queued_at, mail_key) WHERE state = 'waiting';
COMMENT ON TABLE ledger.mail IS 'one row per mail and recipient, with the state of its delivery; has no Date and no address';

-- ------------------------------------------------------------------ who read about a person

-- Written by mart_case.record_reading alone (sql/access/). The number of the transaction shows that the record was committed
-- before the explanation was read.
CREATE TABLE ledger.explanation_reading (
    campaign_id    integer NOT NULL,
    reading_id     uuid NOT NULL,
    person_key     uuid NOT NULL,
    role_name      text NOT NULL,
    read_by        text NOT NULL CHECK (read_by <> ''),
    reason         text NOT NULL,
    read_at        timestamptz NOT NULL,
    transaction_id xid8 NOT NULL,
    PRIMARY KEY (reading_id)
);
COMMENT ON TABLE ledger.explanation_reading IS
'one row per reading of one person''s explanation, with who read it and why; never changed';

-- ------------------------------------------------------------------ who fetched which file

-- Written by mart.record_download alone (sql/access/), before the bytes leave.
CREATE TABLE ledger.download (
    campaign_id      integer NOT NULL,
    download_id      uuid NOT NULL,
    publication_id   uuid NOT NULL,
    file_name        text NOT NULL,
    sha256           text NOT NULL,
    store            text NOT NULL,
    downloaded_by    text NOT NULL CHECK (downloaded_by <> ''),
    office           text NOT NULL,
    is_administrator boolean NOT NULL,
    downloaded_at    timestamptz NOT NULL,
    PRIMARY KEY (download_id)
);
COMMENT ON TABLE ledger.download IS
'one row per fetch of one published file at the board, with who fetched it and for which office; never changed';
