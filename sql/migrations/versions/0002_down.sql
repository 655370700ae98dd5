-- Takes the general rules away again: what only they can say is lost, the facts and the ledger stay.
-- The compiled packs are emptied where their form differs; the next run of the earlier version writes them again.

DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;

DROP TABLE policy.tier;
DROP TABLE policy.person_rule;
DROP TABLE policy.price;
DROP TABLE policy.subsidy;
DROP TABLE policy.subsidy_part;
DROP TABLE policy.combination;
DROP TABLE policy.coverage_start;
DROP TABLE policy.waiting;
DROP TABLE policy.turn_date;
DROP TABLE core.history_fact;
DROP TABLE core.history_year;
DROP TABLE staging.assess_trait;
DROP TABLE staging.assess_interval;
DROP TABLE staging.assess_alike;
DROP TABLE staging.assess_day;
DROP TABLE staging.assess_model;
DROP TABLE staging.assess_fit;
DROP TABLE staging.assess_price;
DROP TABLE staging.assess_claim;
DROP TABLE staging.assess_decision;
DROP TABLE staging.assess_result;
DROP TABLE staging.assess_outcome;
DROP TABLE staging.assess_settled;
DROP TABLE staging.assess_benefit;

ALTER TABLE policy.category DROP COLUMN decide_order;
ALTER TABLE policy.collection_window DROP COLUMN tail_until;
ALTER TABLE policy.campaign
DROP COLUMN several_method,
DROP COLUMN household_excused,
DROP COLUMN newborn_from,
DROP COLUMN birth_marks,
DROP COLUMN repair_years,
DROP COLUMN reward_rule_id,
DROP COLUMN reward_after_years,
DROP COLUMN reward_fen_per_year,
DROP COLUMN reward_most_fen;
TRUNCATE staging.assess_person;
ALTER TABLE staging.assess_person ADD PRIMARY KEY (campaign_id, person_key);
UPDATE policy.campaign SET pack_version = '';

-- a payment of a missed year is no enrolment, and the earlier version knows no other row for it
DELETE FROM core.dues WHERE status = 'repaired';
ALTER TABLE core.dues
DROP CONSTRAINT dues_status_check,
ADD CONSTRAINT dues_status_check CHECK (status IN ('enrolled', 'owing', 'undefined', 'insured_elsewhere', 'deceased')),
DROP COLUMN tier,
DROP COLUMN tier_enjoyed,
DROP COLUMN fiscal_fen,
DROP COLUMN payers,
DROP COLUMN payer_fen,
DROP COLUMN waiting_months,
DROP COLUMN full_benefit_from,
DROP COLUMN waiting_rule_id,
DROP COLUMN consecutive_years,
DROP COLUMN reward_fen;

CREATE TABLE policy.price (
    campaign_id integer NOT NULL,
    plan_year   integer NOT NULL,
    phase       text NOT NULL CHECK (phase IN ('in_window', 'late')),
    price_fen   bigint CHECK (price_fen > 0),
    rule_id     text NOT NULL,
    PRIMARY KEY (campaign_id, plan_year, phase)
);

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
