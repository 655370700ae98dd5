-- Rules in general: tiers, conditions with validity, shares of several payers, waiting and continuity.
-- The compiled packs are rebuilt from policies/ by the next run (an empty version never equals a pack's).

DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;

-- ------------------------------------------------------------------ policy

ALTER TABLE policy.campaign
ADD COLUMN several_method text NOT NULL DEFAULT 'largest' CHECK (several_method IN ('largest', 'order')),
ADD COLUMN household_excused text [] NOT NULL DEFAULT '{}',
-- who was born on or after this day is judged by the very birth date, everybody else by the age marks passed
ADD COLUMN newborn_from date,
ADD COLUMN birth_marks date [] NOT NULL DEFAULT '{}',
ADD COLUMN repair_years integer [] NOT NULL DEFAULT '{}',
ADD COLUMN reward_rule_id text,
ADD COLUMN reward_after_years integer,
ADD COLUMN reward_fen_per_year bigint,
ADD COLUMN reward_most_fen bigint;

UPDATE policy.campaign SET pack_version = '';

ALTER TABLE policy.collection_window ADD COLUMN tail_until date;
-- a category's place in the order that decides among several (NULL: not by order)
ALTER TABLE policy.category ADD COLUMN decide_order integer;

DROP TABLE policy.price;
DROP TABLE policy.subsidy;
DROP TABLE policy.coverage;

-- one row per tier of contribution, the default first
CREATE TABLE policy.tier (
    campaign_id integer NOT NULL,
    tier        text NOT NULL,
    label_zh    text NOT NULL,
    sort_order  integer NOT NULL,
    PRIMARY KEY (campaign_id, tier)
);

-- one row per price, coverage or waiting rule: when it holds for a person and a day (NULL = does not matter)
CREATE TABLE policy.person_rule (
    campaign_id            integer NOT NULL,
    rule_id                text NOT NULL,
    rule_kind              text NOT NULL CHECK (rule_kind IN ('price', 'coverage', 'waiting')),
    sort_order             integer NOT NULL,
    plan_year              integer,
    tier                   text,
    valid_from             date,
    valid_to               date,
    phase                  text CHECK (phase IN ('in_window', 'late')),
    with_any               text [],
    unless_any             text [],
    born_from              date,
    born_to                date,
    hukou_local            boolean,
    continuing             boolean,
    born_in_plan_year      boolean,
    within_days_of_birth   integer,
    within_months_of_birth integer,
    PRIMARY KEY (campaign_id, rule_id)
);

-- one row per price rule; price_fen NULL = undefined in the notice
CREATE TABLE policy.price (
    campaign_id integer NOT NULL,
    rule_id     text NOT NULL,
    plan_year   integer NOT NULL,
    tier        text NOT NULL,
    price_fen   bigint CHECK (price_fen >= 0),
    fiscal_fen  bigint,
    PRIMARY KEY (campaign_id, rule_id)
);

-- one row per subsidy rule: who (category and conditions) and how it counts.
-- subsidy_kind 'none' = tracked, not subsidised; 'undefined' = the notice leaves the amount to another document.
-- A membership whose conditions match no rule does not apply to the person.
CREATE TABLE policy.subsidy (
    campaign_id     integer NOT NULL,
    rule_id         text NOT NULL,
    category        text NOT NULL,
    sort_order      integer NOT NULL,
    valid_from      date,
    valid_to        date,
    phase           text CHECK (phase IN ('in_window', 'late')),
    with_any        text [],
    unless_any      text [],
    min_age         integer,
    max_age         integer,
    age_on          date,
    min_grade       integer,
    max_grade       integer,
    subclasses      text [],
    hukou_local     boolean,
    recognised_from date,
    recognised_to   date,
    subsidy_kind    text NOT NULL CHECK (subsidy_kind IN ('full', 'amount', 'share', 'parts', 'none', 'undefined')),
    tie_order       integer NOT NULL,
    is_on_top       boolean NOT NULL,
    is_reimbursed   boolean NOT NULL,
    gained          text NOT NULL CHECK (gained IN ('refundable', 'kept')),
    despite_employee_insurance boolean NOT NULL,
    enjoys_tier     text,
    PRIMARY KEY (campaign_id, rule_id)
);

-- one row per payer of a subsidy rule, in the order in which they pay: an amount, a share of the price, or the rest
CREATE TABLE policy.subsidy_part (
    campaign_id integer NOT NULL,
    rule_id     text NOT NULL,
    part_no     integer NOT NULL,
    payer       text NOT NULL,
    amount_fen  bigint,
    share_bp    integer,
    rounding    text CHECK (rounding IN ('half_up', 'down', 'up')),
    is_rest     boolean NOT NULL,
    PRIMARY KEY (campaign_id, rule_id, part_no),
    CHECK ((amount_fen IS NOT NULL)::integer + (share_bp IS NOT NULL)::integer + is_rest::integer = 1)
);

-- one row per combination of categories of which only one counts
CREATE TABLE policy.combination (
    campaign_id integer NOT NULL,
    rule_id     text NOT NULL,
    sort_order  integer NOT NULL,
    categories  text [] NOT NULL,
    counts      text NOT NULL,
    PRIMARY KEY (campaign_id, rule_id)
);

-- one row per way in which a coverage rule reckons the first day; the latest counts
CREATE TABLE policy.coverage_start (
    campaign_id integer NOT NULL,
    rule_id     text NOT NULL,
    start_no    integer NOT NULL,
    base        text NOT NULL CHECK (base IN ('payment', 'received', 'birth', 'date')),
    start_on    date,
    add_months  integer NOT NULL,
    add_days    integer NOT NULL,
    month_start boolean NOT NULL,
    PRIMARY KEY (campaign_id, rule_id, start_no)
);

-- one row per waiting rule (months between coverage start and full benefits)
CREATE TABLE policy.waiting (
    campaign_id              integer NOT NULL,
    rule_id                  text NOT NULL,
    min_missed_years         integer NOT NULL,
    counts_from_year         integer NOT NULL,
    fixed_months             integer NOT NULL,
    months_per_missed_year   integer NOT NULL,
    first_missed_year_counts boolean NOT NULL,
    repair_price_fen         bigint,
    long_gap_years           integer,
    floor_months             integer,
    PRIMARY KEY (campaign_id, rule_id)
);

-- one row per day on which a rule of the pack begins or has just ended: who has not settled is judged anew
CREATE TABLE policy.turn_date (
    campaign_id integer NOT NULL,
    on_date     date NOT NULL,
    PRIMARY KEY (campaign_id, on_date)
);

-- ------------------------------------------------------------------ facts and results

-- one row per (person, past plan year, delivery): was the person enrolled in that year
CREATE TABLE core.history_fact (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    plan_year    integer NOT NULL,
    enrolled     boolean NOT NULL,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, plan_year, delivery_id, row_no)
);

-- one row per (past plan year, delivery) of which the history was delivered, with or without rows of a person
CREATE TABLE core.history_year (
    campaign_id  integer NOT NULL,
    plan_year    integer NOT NULL,
    delivery_id  uuid NOT NULL,
    PRIMARY KEY (campaign_id, plan_year, delivery_id)
);

ALTER TABLE core.dues
DROP CONSTRAINT dues_status_check,
ADD CONSTRAINT dues_status_check
CHECK (status IN ('enrolled', 'owing', 'undefined', 'insured_elsewhere', 'deceased', 'repaired')),
ADD COLUMN tier text NOT NULL DEFAULT 'standard',
ADD COLUMN tier_enjoyed text NOT NULL DEFAULT 'standard',
ADD COLUMN fiscal_fen bigint,
-- who pays how much of fund_fen, in order
ADD COLUMN payers text [] NOT NULL DEFAULT '{}',
ADD COLUMN payer_fen bigint [] NOT NULL DEFAULT '{}',
ADD COLUMN waiting_months integer,
ADD COLUMN full_benefit_from date,
ADD COLUMN waiting_rule_id text,
ADD COLUMN consecutive_years integer,
ADD COLUMN reward_fen bigint;

UPDATE core.dues SET payers = ARRAY[payer], payer_fen = ARRAY[fund_fen] WHERE fund_fen > 0;

-- ------------------------------------------------------------------ work tables of one assessment

-- filled without repetition by the statement that chooses; a key would only slow it down
ALTER TABLE staging.assess_person DROP CONSTRAINT assess_person_pkey;
DROP TABLE staging.assess_interval;
DROP TABLE staging.assess_day;
DROP TABLE staging.assess_result;
DROP TABLE staging.assess_trait;

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
    jobs               datemultirange NOT NULL,
    on_roll            boolean NOT NULL,
    on_list            boolean NOT NULL,
    years_enrolled     integer [] NOT NULL,
    next_change_on     date
);

-- one row per (person, category, interval, rule that makes it a claim)
CREATE UNLOGGED TABLE staging.assess_interval (
    campaign_id     integer NOT NULL,
    person_key      uuid NOT NULL,
    category        text NOT NULL,
    from_on         date NOT NULL,
    to_on           date,
    rule_id         text NOT NULL,
    -- 'pays', 'none' (tracked), 'undefined' (by the rule), 'unknown' (category), 'too_late' (recognised after the window)
    claim_kind      text NOT NULL CHECK (claim_kind IN ('pays', 'none', 'undefined', 'unknown', 'too_late')),
    tie_order       integer NOT NULL
);

-- one row per person to assess -> the person who stands for all in the same situation
CREATE UNLOGGED TABLE staging.assess_alike (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    like_key     uuid NOT NULL
);

-- one row per (person, plan year, day that may decide): the money that counts by then
CREATE UNLOGGED TABLE staging.assess_day (
    campaign_id    integer NOT NULL,
    person_key     uuid NOT NULL,
    plan_year      integer NOT NULL,
    day_no         integer NOT NULL,
    day_kind       smallint NOT NULL,
    receipt_order  integer NOT NULL,
    count_on       date NOT NULL,
    identity_on    date NOT NULL,
    money_fen      bigint NOT NULL,
    is_employed    boolean NOT NULL,
    categories     text [] NOT NULL
);

-- one row per person who stands for others (or for none but itself): the only ones whom the rules look at
CREATE UNLOGGED TABLE staging.assess_model (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL
);

-- one row per (day, rule that holds on it): price, coverage and waiting rules
CREATE UNLOGGED TABLE staging.assess_fit (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL,
    day_no      integer NOT NULL,
    rule_kind   text NOT NULL,
    sort_order  integer NOT NULL,
    rule_id     text NOT NULL
);

-- one row per (day, tier): the price of the first rule that holds
CREATE UNLOGGED TABLE staging.assess_price (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL,
    day_no      integer NOT NULL,
    tier        text NOT NULL,
    tier_order  integer NOT NULL,
    price_fen   bigint,
    fiscal_fen  bigint,
    rule_id     text
);

-- one row per (day, claim that decides on it): what it is worth and whether it counts, with the reason
CREATE UNLOGGED TABLE staging.assess_claim (
    campaign_id     integer NOT NULL,
    person_key      uuid NOT NULL,
    plan_year       integer NOT NULL,
    day_no          integer NOT NULL,
    category        text NOT NULL,
    rule_id         text NOT NULL,
    base_fen        bigint,
    subsidy_fen     bigint,
    verdict         text NOT NULL CHECK (verdict IN ('counts', 'added', 'combined_out', 'smaller')),
    verdict_order   integer NOT NULL
);

-- one row per day: the decision, the price of the default tier, the subsidy and who pays it
CREATE UNLOGGED TABLE staging.assess_decision (
    campaign_id    integer NOT NULL,
    person_key     uuid NOT NULL,
    plan_year      integer NOT NULL,
    day_no         integer NOT NULL,
    category       text NOT NULL,
    rule_id        text,
    subsidy_fen    bigint,
    payers         text [] NOT NULL,
    payer_fen      bigint [] NOT NULL,
    is_reimbursed  boolean NOT NULL,
    gained         text NOT NULL,
    enjoys_tier    text
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
    tier             text NOT NULL,
    tier_enjoyed     text NOT NULL,
    price_fen        bigint,
    due_fen          bigint,
    fiscal_fen       bigint,
    fund_fen         bigint NOT NULL,
    payer            text NOT NULL,
    payers           text [] NOT NULL,
    payer_fen        bigint [] NOT NULL,
    reimbursable_fen bigint NOT NULL,
    paid_fen         bigint NOT NULL,
    refundable_fen   bigint NOT NULL,
    settled_on       date,
    identity_on      date,
    coverage_from    date,
    coverage_rule_id text,
    waiting_months   integer,
    full_benefit_from date,
    waiting_rule_id  text,
    consecutive_years integer,
    reward_fen       bigint,
    is_special       boolean NOT NULL,
    flags            text [] NOT NULL,
    next_change_on   date,
    settled_order    integer,
    settled_payers   text [] NOT NULL,
    settled_payer_fen bigint [] NOT NULL,
    settled_money_fen bigint NOT NULL,
    gained_on        date,
    elsewhere_on     date
);

-- one row per (person who stands for a situation, plan year): the same before it is given to everybody in the situation
CREATE UNLOGGED TABLE staging.assess_outcome (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    plan_year        integer NOT NULL,
    status           text NOT NULL,
    category         text NOT NULL,
    rule_id          text NOT NULL,
    tier             text NOT NULL,
    tier_enjoyed     text NOT NULL,
    price_fen        bigint,
    due_fen          bigint,
    fiscal_fen       bigint,
    fund_fen         bigint NOT NULL,
    payer            text NOT NULL,
    payers           text [] NOT NULL,
    payer_fen        bigint [] NOT NULL,
    reimbursable_fen bigint NOT NULL,
    paid_fen         bigint NOT NULL,
    refundable_fen   bigint NOT NULL,
    settled_on       date,
    identity_on      date,
    coverage_from    date,
    coverage_rule_id text,
    waiting_months   integer,
    full_benefit_from date,
    waiting_rule_id  text,
    consecutive_years integer,
    reward_fen       bigint,
    is_special       boolean NOT NULL,
    flags            text [] NOT NULL,
    next_change_on   date,
    settled_order    integer,
    settled_payers   text [] NOT NULL,
    settled_payer_fen bigint [] NOT NULL,
    settled_money_fen bigint NOT NULL,
    gained_on        date,
    elsewhere_on     date
);

-- one row per (person who stands for a situation, plan year) that settles: the candidate that holds
CREATE UNLOGGED TABLE staging.assess_settled (
    campaign_id    integer NOT NULL,
    person_key     uuid NOT NULL,
    plan_year      integer NOT NULL,
    day_no         integer NOT NULL,
    day_kind       smallint NOT NULL,
    receipt_order  integer NOT NULL,
    count_on       date NOT NULL,
    identity_on    date NOT NULL,
    money_fen      bigint NOT NULL,
    tier           text NOT NULL,
    price_fen      bigint NOT NULL,
    fiscal_fen     bigint,
    price_rule_id  text NOT NULL,
    due_fen        bigint NOT NULL,
    pays_first     boolean NOT NULL,
    category       text NOT NULL,
    rule_id        text,
    subsidy_fen    bigint NOT NULL,
    payers         text [] NOT NULL,
    payer_fen      bigint [] NOT NULL,
    enjoys_tier    text
);

-- one row per (person who stands for a situation, plan year) that settles: what follows from it
CREATE UNLOGGED TABLE staging.assess_benefit (
    campaign_id       integer NOT NULL,
    person_key        uuid NOT NULL,
    plan_year         integer NOT NULL,
    coverage_from     date,
    coverage_rule_id  text,
    waiting_months    integer,
    waiting_rule_id   text,
    consecutive_years integer,
    reward_fen        bigint,
    history_missing   boolean NOT NULL
);
