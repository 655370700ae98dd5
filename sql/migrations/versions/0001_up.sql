-- The whole warehouse, first version. Money is whole fen (bigint), dates are dates in Asia/Shanghai.
-- Large tables lead with (campaign_id, person_key): person_key is the distribution column on Citus,
-- so every unique key of a large table contains it. No sequences, no volatile defaults.

CREATE SCHEMA policy;
CREATE SCHEMA landing;
CREATE SCHEMA staging;
CREATE SCHEMA vault;
CREATE SCHEMA core;
CREATE SCHEMA ledger;
CREATE SCHEMA mart;

-- ------------------------------------------------------------------ policy: a compiled pack (reference tables)

-- one row per campaign (one pack, one plan year, one place)
CREATE TABLE policy.campaign (
    campaign_id             integer PRIMARY KEY,
    pack_code               text NOT NULL UNIQUE,
    title                   text NOT NULL,
    place_name              text NOT NULL,
    unit_kind_label         text NOT NULL,
    plan_year               integer NOT NULL,
    starts_on               date NOT NULL,
    ends_on                 date NOT NULL CHECK (ends_on >= starts_on),
    decision_date_basis     text NOT NULL CHECK (decision_date_basis IN ('received', 'collected')),
    gained_after_payment    text NOT NULL CHECK (gained_after_payment IN ('refundable', 'kept')),
    pay_first_after         date,
    pay_first_rule_id       text,
    employee_region         text,
    employee_counts_as_covered boolean NOT NULL,
    completion_goal_bp      integer,
    enrolment_goal_bp       integer,
    enrolment_denominator   text,
    special_goal_bp         integer,
    whole_household         boolean NOT NULL,
    standard_rule_id        text NOT NULL,
    pack_version            text NOT NULL,
    pack_status             text NOT NULL
);

-- one row per rule that a result may cite
CREATE TABLE policy.rule (
    campaign_id     integer NOT NULL,
    rule_id         text NOT NULL,
    requirement_ids text[] NOT NULL,
    clause          text NOT NULL,
    quote           text NOT NULL,
    PRIMARY KEY (campaign_id, rule_id)
);

-- one row per unit of the administrative tree; leaves of the notice's target table have is_progress_unit
CREATE TABLE policy.unit (
    campaign_id      integer NOT NULL,
    unit_id          text NOT NULL,
    name             text NOT NULL,
    parent_unit_id   text,
    sort_order       integer NOT NULL,
    gb_code          text,
    valid_from       date,
    valid_to         date,
    is_progress_unit boolean NOT NULL,
    PRIMARY KEY (campaign_id, unit_id)
);

-- one row per unit and measure as the notice prints it; persons NULL where the notice leaves it blank
CREATE TABLE policy.target (
    campaign_id integer NOT NULL,
    unit_id     text NOT NULL,
    measure     text NOT NULL,
    persons     bigint CHECK (persons >= 0),
    status      text NOT NULL,
    source      text NOT NULL,
    rule_id     text NOT NULL,
    PRIMARY KEY (campaign_id, unit_id, measure)
);

-- one row per collection window; group_code is 'special' or 'general' or 'everyone'
CREATE TABLE policy.collection_window (
    campaign_id integer NOT NULL,
    window_id   text NOT NULL,
    group_code  text NOT NULL CHECK (group_code IN ('special', 'general', 'everyone')),
    starts_on   date NOT NULL,
    ends_on     date NOT NULL,
    rule_id     text NOT NULL,
    PRIMARY KEY (campaign_id, window_id)
);

-- one row per payable plan year and phase; price_fen NULL = undefined in the notice
CREATE TABLE policy.price (
    campaign_id integer NOT NULL,
    plan_year   integer NOT NULL,
    phase       text NOT NULL CHECK (phase IN ('in_window', 'late')),
    price_fen   bigint CHECK (price_fen > 0),
    rule_id     text NOT NULL,
    PRIMARY KEY (campaign_id, plan_year, phase)
);

-- one row per category that the pack knows
CREATE TABLE policy.category (
    campaign_id  integer NOT NULL,
    category     text NOT NULL,
    label_zh     text NOT NULL,
    sort_order   integer NOT NULL,
    PRIMARY KEY (campaign_id, category)
);

-- one row per payer (fund) that the pack names
CREATE TABLE policy.payer (
    campaign_id integer NOT NULL,
    payer       text NOT NULL,
    label_zh    text NOT NULL,
    PRIMARY KEY (campaign_id, payer)
);

-- one row per subsidy rule: who (category and conditions), how much, by whom.
-- subsidy_kind 'none' = tracked, not subsidised; 'undefined' = the notice leaves the amount to another document.
-- A category whose conditions match no rule does not apply to the person.
CREATE TABLE policy.subsidy (
    campaign_id    integer NOT NULL,
    rule_id        text NOT NULL,
    category       text NOT NULL,
    min_age        integer,
    max_age        integer,
    min_grade      integer,
    max_grade      integer,
    subclass       text,
    hukou_local    boolean,
    unless_category text,
    subsidy_kind   text NOT NULL CHECK (subsidy_kind IN ('full', 'amount', 'share', 'none', 'undefined')),
    subsidy_fen    bigint,
    payer          text,
    tie_order      integer NOT NULL,
    PRIMARY KEY (campaign_id, rule_id),
    CHECK ((subsidy_kind IN ('full', 'amount', 'share')) = (subsidy_fen IS NOT NULL)),
    CHECK ((subsidy_kind IN ('full', 'amount', 'share')) = (payer IS NOT NULL))
);

-- one row per coverage-start rule; the first that matches (sort_order) decides; no match = not defined in the notice
CREATE TABLE policy.coverage (
    campaign_id         integer NOT NULL,
    rule_id             text NOT NULL,
    sort_order          integer NOT NULL,
    phase               text CHECK (phase IN ('in_window', 'late')),
    continuing          boolean,
    born_in_plan_year   boolean,
    paid_within_days_of_birth integer,
    start_kind          text NOT NULL CHECK (start_kind IN ('date', 'birth', 'days_after_payment', 'next_month')),
    start_on            date,
    wait_days           integer,
    PRIMARY KEY (campaign_id, rule_id)
);

-- ------------------------------------------------------------------ landing: deliveries and their fate

-- one row per delivery (distinct bytes for one campaign, source and period)
CREATE TABLE landing.delivery (
    campaign_id      integer NOT NULL,
    delivery_id      uuid NOT NULL,
    source           text NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('special_list', 'roll', 'employee', 'tax_feed', 'target_table')),
    sender           text NOT NULL,
    list_mode        text NOT NULL CHECK (list_mode IN ('full', 'change', 'feed')),
    period           text NOT NULL,
    cut_off_on       date NOT NULL,
    version          integer NOT NULL,
    file_name        text NOT NULL,
    sha256           text NOT NULL,
    byte_count       bigint NOT NULL,
    delivered_on     date NOT NULL,
    state            text NOT NULL CHECK (state IN ('landed', 'committed', 'held', 'rejected', 'superseded')),
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

-- one row per (delivery, row, reason): no values, the row is found again in the landed bytes
CREATE TABLE landing.quarantine (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    reason_code text NOT NULL,
    column_name text NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, row_no, reason_code, column_name)
);

-- one row per (delivery, row, warning): the row was loaded
CREATE TABLE landing.warning (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    reason_code text NOT NULL,
    column_name text NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, row_no, reason_code, column_name)
);

-- one row per campaign: the last number given to a committed delivery, and the last one assessed
CREATE TABLE landing.watermark (
    campaign_id    integer PRIMARY KEY,
    committed_no   bigint NOT NULL,
    assessed_no    bigint NOT NULL,
    assess_no      bigint NOT NULL,
    assessed_on    date
);

-- ------------------------------------------------------------------ staging: rows of a merge under way (emptied by it)

CREATE UNLOGGED TABLE staging.identity_row (
    campaign_id    integer NOT NULL,
    delivery_id    uuid NOT NULL,
    row_no         integer NOT NULL,
    alias_key      uuid NOT NULL,
    document_kind  text NOT NULL,
    number_cipher  bytea NOT NULL,
    name_cipher    bytea,
    phone_cipher   bytea
);

CREATE UNLOGGED TABLE staging.special_list (
    campaign_id   integer NOT NULL,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    alias_key     uuid NOT NULL,
    category      text NOT NULL,
    op            text NOT NULL,
    effective_on  date NOT NULL,
    birth_on      date,
    grade         smallint,
    subclass      text,
    hukou_local   boolean,
    unit_id       text
);

CREATE UNLOGGED TABLE staging.roll (
    campaign_id        integer NOT NULL,
    delivery_id        uuid NOT NULL,
    row_no             integer NOT NULL,
    alias_key          uuid NOT NULL,
    birth_on           date,
    sex                text,
    unit_id            text NOT NULL,
    household_key      uuid,
    hukou_local        boolean,
    insured_last_year  boolean
);

CREATE UNLOGGED TABLE staging.employee (
    campaign_id   integer NOT NULL,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    alias_key     uuid NOT NULL,
    region        text,
    insured_from  date NOT NULL,
    insured_to    date
);

CREATE UNLOGGED TABLE staging.tax_feed (
    campaign_id   integer NOT NULL,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    alias_key     uuid NOT NULL,
    birth_on      date,
    receipt_no    text NOT NULL,
    plan_year     integer NOT NULL,
    amount_fen    bigint NOT NULL,
    collected_on  date NOT NULL,
    received_on   date NOT NULL,
    channel       text NOT NULL,
    unit_id       text
);

CREATE UNLOGGED TABLE staging.target_table (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    unit_id     text NOT NULL,
    measure     text NOT NULL,
    persons     bigint,
    status      text NOT NULL,
    stated_source text NOT NULL
);

-- Work tables of one assessment (emptied at its start; one assessment runs at a time).

-- one row per person to assess
CREATE UNLOGGED TABLE staging.assess_person (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    PRIMARY KEY (campaign_id, person_key)
);

-- one row per person to assess: what does not depend on the day
CREATE UNLOGGED TABLE staging.assess_trait (
    campaign_id        integer NOT NULL,
    person_key         uuid NOT NULL,
    roll_unit_id       text,
    list_unit_id       text,
    household_key      uuid,
    birth_on           date,
    hukou_local        boolean,
    insured_last_year  boolean,
    died_on            date,
    insured_at_end     boolean NOT NULL,
    on_roll            boolean NOT NULL,
    on_list            boolean NOT NULL,
    next_change_on     date
);

-- one row per (person, category, interval, matching subsidy rule)
CREATE UNLOGGED TABLE staging.assess_interval (
    campaign_id     integer NOT NULL,
    person_key      uuid NOT NULL,
    category        text NOT NULL,
    from_on         date NOT NULL,
    to_on           date,
    rule_id         text NOT NULL,
    subsidy_kind    text NOT NULL,
    subsidy_fen     bigint,
    payer           text NOT NULL,
    tie_order       integer NOT NULL,
    unless_category text,
    unit_id         text
);

-- one row per (person, plan year, receipt), in the order in which money counts
CREATE UNLOGGED TABLE staging.assess_receipt (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    plan_year     integer NOT NULL,
    receipt_no    text NOT NULL,
    receipt_order integer NOT NULL,
    amount_fen    bigint NOT NULL,
    received_on   date NOT NULL,
    count_on      date NOT NULL,
    identity_on   date NOT NULL,
    channel       text NOT NULL,
    unit_id       text,
    birth_on      date
);

-- one row per (person, plan year, day that may decide): what would be due on it and whether the money covers it
CREATE UNLOGGED TABLE staging.assess_day (
    campaign_id    integer NOT NULL,
    person_key     uuid NOT NULL,
    plan_year      integer NOT NULL,
    day_kind       smallint NOT NULL,
    receipt_order  integer NOT NULL,
    count_on       date NOT NULL,
    identity_on    date NOT NULL,
    money_fen      bigint NOT NULL,
    price_fen      bigint,
    price_rule_id  text,
    category       text NOT NULL,
    rule_id        text,
    payer          text NOT NULL,
    subsidy_fen    bigint,
    due_fen        bigint,
    holds          boolean NOT NULL
);

-- one row per (person, plan year): the result, before it is compared with what is known
CREATE UNLOGGED TABLE staging.assess_result (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    plan_year        integer NOT NULL,
    status           text NOT NULL,
    unit_id          text,
    household_key    uuid,
    category         text NOT NULL,
    rule_id          text NOT NULL,
    price_fen        bigint,
    due_fen          bigint,
    fund_fen         bigint NOT NULL,
    payer            text NOT NULL,
    reimbursable_fen bigint NOT NULL,
    paid_fen         bigint NOT NULL,
    refundable_fen   bigint NOT NULL,
    settled_on       date,
    identity_on      date,
    coverage_from    date,
    coverage_rule_id text,
    is_special       boolean NOT NULL,
    flags            text[] NOT NULL,
    next_change_on   date,
    settled_order    integer,
    settled_fund_fen bigint NOT NULL,
    settled_payer    text NOT NULL,
    settled_money_fen bigint NOT NULL,
    gained_on        date
);

-- one row per line that the ledger should show for an assessed person, and the same for coverage
CREATE UNLOGGED TABLE staging.post_line (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    plan_year        integer NOT NULL,
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
    suspense_fen     bigint NOT NULL
);

CREATE UNLOGGED TABLE staging.post_coverage (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    category         text NOT NULL,
    on_date          date NOT NULL,
    unit_id          text NOT NULL,
    member_persons   integer NOT NULL,
    enrolled_persons integer NOT NULL
);

-- ------------------------------------------------------------------ vault: identity, encrypted by the application

-- one row per person
CREATE TABLE vault.person (
    person_key     uuid PRIMARY KEY,
    document_kind  text NOT NULL,
    number_cipher  bytea NOT NULL,
    name_cipher    bytea,
    phone_cipher   bytea
);

-- one row per document number ever seen (keyed hash) -> its person
CREATE TABLE vault.alias (
    alias_key   uuid PRIMARY KEY,
    person_key  uuid NOT NULL
);

-- ------------------------------------------------------------------ core: dated facts (append-only) and results

-- one row per (person, category, operation, date, delivery): what a department said
CREATE TABLE core.membership_fact (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    category      text NOT NULL,
    op            text NOT NULL CHECK (op IN ('add', 'end', 'death')),
    effective_on  date NOT NULL,
    cut_off_on    date NOT NULL,
    birth_on      date,
    grade         smallint,
    subclass      text,
    hukou_local   boolean,
    unit_id       text,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, category, op, effective_on, delivery_id, row_no)
);

-- one row per (person, roll delivery): what the roll said
CREATE TABLE core.roll_fact (
    campaign_id        integer NOT NULL,
    person_key         uuid NOT NULL,
    delivery_id        uuid NOT NULL,
    row_no             integer NOT NULL,
    cut_off_on         date NOT NULL,
    birth_on           date,
    sex                text,
    unit_id            text NOT NULL,
    household_key      uuid,
    hukou_local        boolean,
    insured_last_year  boolean,
    PRIMARY KEY (campaign_id, person_key, delivery_id)
);

-- one row per (person, interval, delivery): employee insurance as the comparison list said it
CREATE TABLE core.employee_fact (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    insured_from  date NOT NULL,
    insured_to    date,
    region        text,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, insured_from, delivery_id, row_no)
);

-- one row per receipt of the tax bureau
CREATE TABLE core.payment (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    receipt_no    text NOT NULL,
    plan_year     integer NOT NULL,
    amount_fen    bigint NOT NULL CHECK (amount_fen > 0),
    collected_on  date NOT NULL,
    received_on   date NOT NULL,
    channel       text NOT NULL,
    unit_id       text,
    birth_on      date,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, receipt_no)
);
CREATE INDEX payment_receipt ON core.payment (campaign_id, receipt_no);

-- one row per (unit, measure, delivery): targets and denominators delivered after the notice
CREATE TABLE core.target_fact (
    campaign_id   integer NOT NULL,
    unit_id       text NOT NULL,
    measure       text NOT NULL,
    persons       bigint,
    status        text NOT NULL,
    stated_source text NOT NULL,
    cut_off_on    date NOT NULL,
    delivery_id   uuid NOT NULL,
    PRIMARY KEY (campaign_id, unit_id, measure, delivery_id)
);

-- one row per (person, delivery) touched since the last assessment
CREATE TABLE core.changed_person (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    committed_no bigint NOT NULL,
    PRIMARY KEY (campaign_id, person_key, committed_no)
);

-- one row per (person, plan year): what the person owes, who pays the rest, enrolled or not, covered from when
CREATE TABLE core.dues (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    plan_year        integer NOT NULL,
    status           text NOT NULL CHECK (status IN ('enrolled', 'owing', 'undefined', 'insured_elsewhere', 'deceased')),
    unit_id          text,
    household_key    uuid,
    category         text NOT NULL,
    rule_id          text NOT NULL,
    price_fen        bigint,
    due_fen          bigint,
    fund_fen         bigint NOT NULL,
    payer            text NOT NULL,
    reimbursable_fen bigint NOT NULL,
    paid_fen         bigint NOT NULL,
    refundable_fen   bigint NOT NULL,
    settled_on       date,
    identity_on      date,
    coverage_from    date,
    coverage_rule_id text,
    is_special       boolean NOT NULL,
    flags            text[] NOT NULL,
    next_change_on   date,
    PRIMARY KEY (campaign_id, person_key, plan_year)
);
CREATE INDEX dues_next_change ON core.dues (campaign_id, next_change_on) WHERE next_change_on IS NOT NULL;

-- ------------------------------------------------------------------ ledger: append-only events; state is their sum

-- one row per assessment that ran: which deliveries and which pack it knew
CREATE TABLE ledger.assessment (
    campaign_id   integer NOT NULL,
    assess_no     bigint NOT NULL,
    committed_no  bigint NOT NULL,
    business_date date NOT NULL,
    pack_version  text NOT NULL,
    persons       bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no)
);

-- one row per change of one person's account on one business date, along (unit, category, payer, channel).
-- received + fund = contribution + refundable + reimbursable + suspense, held by the database for every row.
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

-- one row per change of one person's membership of a category (category '' = of any) on one business date
CREATE TABLE ledger.coverage_event (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    assess_no        bigint NOT NULL,
    line_no          smallint NOT NULL,
    category         text NOT NULL,
    on_date          date NOT NULL,
    unit_id          text NOT NULL,
    member_persons   integer NOT NULL,
    enrolled_persons integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, assess_no, line_no)
);

-- the events of one assessment summed without persons: what marts and extracts read
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

CREATE TABLE ledger.coverage_total (
    campaign_id      integer NOT NULL,
    assess_no        bigint NOT NULL,
    category         text NOT NULL,
    on_date          date NOT NULL,
    unit_id          text NOT NULL,
    member_persons   bigint NOT NULL,
    enrolled_persons bigint NOT NULL,
    PRIMARY KEY (campaign_id, assess_no, category, on_date, unit_id)
);

-- one row per published extract; the bytes are in the outbox folder under their sha256
CREATE TABLE ledger.publication (
    campaign_id    integer NOT NULL,
    publication_id uuid NOT NULL,
    report         text NOT NULL,
    cadence        text NOT NULL,
    period_from    date NOT NULL,
    period_to      date NOT NULL,
    as_of          date NOT NULL,
    known_no       bigint NOT NULL,
    pack_version   text NOT NULL,
    correction_no  integer NOT NULL,
    manifest       jsonb NOT NULL,
    published_at   timestamptz NOT NULL,
    mailed_at      timestamptz,
    PRIMARY KEY (campaign_id, publication_id),
    UNIQUE (campaign_id, report, cadence, period_to, correction_no)
);
