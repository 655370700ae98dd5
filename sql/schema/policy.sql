-- A compiled pack: reference tables, written again whenever the pack's version changes. Money is whole fen (bigint), dates are
-- dates in Asia/Shanghai, in every schema.

CREATE SCHEMA policy;

-- ------------------------------------------------------------------ campaign, units, targets

CREATE TABLE policy.campaign (
    campaign_id                integer PRIMARY KEY,
    pack_code                  text NOT NULL UNIQUE,
    title                      text NOT NULL,
    place_name                 text NOT NULL,
    unit_kind_label            text NOT NULL,
    plan_year                  integer NOT NULL,
    -- plan years that may be paid in this campaign, the plan year among them
    payable_years              integer [] NOT NULL,
    starts_on                  date NOT NULL,
    ends_on                    date NOT NULL CHECK (ends_on >= starts_on),
    decision_date_basis        text NOT NULL CHECK (decision_date_basis IN ('received', 'collected')),
    gained_after_payment       text NOT NULL CHECK (gained_after_payment IN ('refundable', 'kept')),
    -- the notice names every reason for which a person may still enter after the windows
    refuses_late               boolean NOT NULL,
    outside_own_window         text NOT NULL CHECK (outside_own_window IN ('accepted', 'refused')),
    recognised_after_window    text NOT NULL CHECK (recognised_after_window IN ('undefined', 'ordinary', 'subsidised')),
    pay_first_after            date,
    pay_first_rule_id          text,
    employee_region            text,
    employee_counts_as_covered boolean NOT NULL,
    completion_goal_bp         integer,
    enrolment_goal_bp          integer,
    enrolment_denominator      text,
    special_goal_bp            integer,
    whole_household            boolean NOT NULL,
    standard_rule_id           text NOT NULL,
    pack_version               text NOT NULL,
    pack_status                text NOT NULL,
    several_method             text NOT NULL DEFAULT 'largest' CHECK (several_method IN ('largest', 'order')),
    household_excused          text [] NOT NULL DEFAULT '{}',
    -- persons born on or after this day are judged by their birth date, all others by the age marks that they passed
    newborn_from               date,
    birth_marks                date [] NOT NULL DEFAULT '{}',
    repair_years               integer [] NOT NULL DEFAULT '{}',
    reward_rule_id             text,
    reward_after_years         integer,
    reward_fen_per_year        bigint,
    reward_most_fen            bigint,
    -- rules that an explanation names and no other table refers to
    decision_rule_id           text,
    gained_rule_id             text,
    employee_rule_id           text,
    -- how a progress report shows special populations
    special_form               text NOT NULL DEFAULT 'coverage' CHECK (special_form IN ('coverage', 'outcomes')),
    -- pack of the year before, of the same place
    follows                    text
);
COMMENT ON TABLE policy.campaign IS 'one row per campaign (one pack, one plan year, one place)';

CREATE TABLE policy.rule (
    campaign_id     integer NOT NULL,
    rule_id         text NOT NULL,
    requirement_ids text [] NOT NULL,
    clause          text NOT NULL,
    quote           text NOT NULL,
    PRIMARY KEY (campaign_id, rule_id)
);
COMMENT ON TABLE policy.rule IS 'one row per rule that a result may cite';

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
COMMENT ON TABLE policy.unit IS
'one row per unit of the administrative tree; leaves of the notice''s target table have is_progress_unit';

CREATE TABLE policy.target (
    campaign_id        integer NOT NULL,
    unit_id            text NOT NULL,
    measure            text NOT NULL,
    persons            bigint CHECK (persons >= 0),
    status             text NOT NULL,
    source             text NOT NULL,
    rule_id            text NOT NULL,
    -- figures of a second table are a measure of their own; progress is measured by the measure `target`
    table_code         text NOT NULL DEFAULT 'main',
    set_by             text NOT NULL DEFAULT 'own' CHECK (set_by IN ('superior', 'own')),
    table_version      integer NOT NULL DEFAULT 1,
    kind               text NOT NULL DEFAULT 'count' CHECK (kind IN ('count', 'rate', 'not_below_last_year')),
    rate_bp            integer,
    denominator        text,
    denominator_source text,
    PRIMARY KEY (campaign_id, unit_id, measure)
);
COMMENT ON TABLE policy.target IS
'one row per unit and measure as the notice prints it; persons is NULL where the notice leaves the cell blank';

CREATE TABLE policy.collection_window (
    campaign_id integer NOT NULL,
    window_id   text NOT NULL,
    group_code  text NOT NULL CHECK (group_code IN ('special', 'general', 'everyone')),
    starts_on   date NOT NULL,
    ends_on     date NOT NULL,
    rule_id     text NOT NULL,
    tail_until  date,
    PRIMARY KEY (campaign_id, window_id)
);
COMMENT ON TABLE policy.collection_window IS 'one row per collection window';

CREATE TABLE policy.expected_delivery (
    campaign_id  integer NOT NULL,
    source       text NOT NULL,
    due_on       date NOT NULL,
    sender       text NOT NULL,
    contact      text NOT NULL,
    list_mode    text NOT NULL,
    period       text NOT NULL,
    covers_after date,
    covers_to    date NOT NULL,
    rule_id      text NOT NULL,
    PRIMARY KEY (campaign_id, source, due_on)
);
COMMENT ON TABLE policy.expected_delivery IS
'one row per delivery that the pack expects of a source, with a cut-off after covers_after and up to covers_to if it is in time';

CREATE TABLE policy.turn_date (
    campaign_id integer NOT NULL,
    on_date     date NOT NULL,
    PRIMARY KEY (campaign_id, on_date)
);
COMMENT ON TABLE policy.turn_date IS
'one row per day on which a rule begins or no longer holds; persons who have not settled are assessed again';

-- ------------------------------------------------------------------ words of the pack

CREATE TABLE policy.category (
    campaign_id    integer NOT NULL,
    category       text NOT NULL,
    label_zh       text NOT NULL,
    sort_order     integer NOT NULL,
    -- the category's place in the order that decides among several (NULL: not decided by order)
    decide_order   integer,
    -- 'stated', 'undefined' (the notice leaves it open) or 'none' (the category is only tracked)
    amount_kind    text NOT NULL CHECK (amount_kind IN ('stated', 'undefined', 'none')),
    -- only these categories count in the total of special populations
    all_must_enrol boolean NOT NULL,
    PRIMARY KEY (campaign_id, category)
);
COMMENT ON TABLE policy.category IS 'one row per category that the pack knows';

CREATE TABLE policy.payer (
    campaign_id integer NOT NULL,
    payer       text NOT NULL,
    label_zh    text NOT NULL,
    PRIMARY KEY (campaign_id, payer)
);
COMMENT ON TABLE policy.payer IS 'one row per payer (fund) that the pack names';

CREATE TABLE policy.fiscal_share (
    campaign_id integer NOT NULL,
    level_no    integer NOT NULL CHECK (level_no > 0),
    level_label text NOT NULL,
    fen         bigint NOT NULL CHECK (fen >= 0),
    is_minimum  boolean NOT NULL,
    rule_id     text NOT NULL,
    PRIMARY KEY (campaign_id, level_no)
);
COMMENT ON TABLE policy.fiscal_share IS
'one row per level of government that pays a fiscal subsidy for each enrolled person; one row for all levels where the notice states no shares';

CREATE TABLE policy.tier (
    campaign_id integer NOT NULL,
    tier        text NOT NULL,
    label_zh    text NOT NULL,
    sort_order  integer NOT NULL,
    PRIMARY KEY (campaign_id, tier)
);
COMMENT ON TABLE policy.tier IS 'one row per tier of contribution, the default tier first';

-- ------------------------------------------------------------------ rules

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
COMMENT ON TABLE policy.person_rule IS
'one row per price, coverage or waiting rule, with its conditions on person and day (NULL = no condition)';

CREATE TABLE policy.price (
    campaign_id integer NOT NULL,
    rule_id     text NOT NULL,
    plan_year   integer NOT NULL,
    tier        text NOT NULL,
    price_fen   bigint CHECK (price_fen >= 0),
    fiscal_fen  bigint,
    PRIMARY KEY (campaign_id, rule_id)
);
COMMENT ON TABLE policy.price IS 'one row per price rule; price_fen is NULL where the notice leaves the price open';

-- subsidy_kind 'none' = tracked, not subsidised; 'undefined' = the notice leaves the amount to another document.
CREATE TABLE policy.subsidy (
    campaign_id                integer NOT NULL,
    rule_id                    text NOT NULL,
    category                   text NOT NULL,
    sort_order                 integer NOT NULL,
    valid_from                 date,
    valid_to                   date,
    phase                      text CHECK (phase IN ('in_window', 'late')),
    with_any                   text [],
    unless_any                 text [],
    min_age                    integer,
    max_age                    integer,
    age_on                     date,
    min_grade                  integer,
    max_grade                  integer,
    subclasses                 text [],
    hukou_local                boolean,
    recognised_from            date,
    recognised_to              date,
    subsidy_kind               text NOT NULL CHECK (subsidy_kind IN ('full', 'amount', 'share', 'parts', 'none', 'undefined')),
    tie_order                  integer NOT NULL,
    is_on_top                  boolean NOT NULL,
    is_reimbursed              boolean NOT NULL,
    gained                     text NOT NULL CHECK (gained IN ('refundable', 'kept')),
    despite_employee_insurance boolean NOT NULL,
    enjoys_tier                text,
    PRIMARY KEY (campaign_id, rule_id)
);
COMMENT ON TABLE policy.subsidy IS
'one row per subsidy rule (category, conditions, how it counts); a membership that meets no conditions does not apply';

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
COMMENT ON TABLE policy.subsidy_part IS
'one row per payer of a subsidy rule, in the order of payment; the part is an amount, a share of the price, or the rest';

CREATE TABLE policy.subsidy_part_amount (
    campaign_id integer NOT NULL,
    rule_id     text NOT NULL,
    part_no     integer NOT NULL,
    price_fen   bigint NOT NULL,
    fen         bigint NOT NULL CHECK (fen >= 0),
    PRIMARY KEY (campaign_id, rule_id, part_no, price_fen)
);
COMMENT ON TABLE policy.subsidy_part_amount IS
'one row per part of a subsidy rule and price of the default tier: the fen of the part before the parts before it cap it';

CREATE TABLE policy.combination (
    campaign_id integer NOT NULL,
    rule_id     text NOT NULL,
    sort_order  integer NOT NULL,
    categories  text [] NOT NULL,
    counts      text NOT NULL,
    PRIMARY KEY (campaign_id, rule_id)
);
COMMENT ON TABLE policy.combination IS 'one row per combination of categories of which only one counts';

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
COMMENT ON TABLE policy.coverage_start IS
'one row per way in which a coverage rule computes the first day; the latest of a rule''s days counts';

CREATE TABLE policy.cash_limit (
    campaign_id integer NOT NULL,
    rule_id     text NOT NULL,
    -- ways to pay whose cash the limit is for; empty = all cash that no other limit is for
    channels    text [] NOT NULL,
    amount_fen  bigint,
    days        integer,
    deposit_on  date,
    PRIMARY KEY (campaign_id, rule_id)
);
COMMENT ON TABLE policy.cash_limit IS
'one row per limit at which collected cash must be deposited: the amount, the days or the day, whichever comes first';

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
COMMENT ON TABLE policy.waiting IS 'one row per waiting rule (months between the start of coverage and full benefits)';

-- ------------------------------------------------------------------ functions

-- Shares of a price, payer by payer in their order, each capped to what the payers before it leave of the price. Payers
-- without any share left are not in the result. The planner puts the function's query in place of its call.
CREATE FUNCTION policy.capped_shares(stated_payers text [], stated_fen bigint [], price_fen bigint)
RETURNS TABLE (payers text [], payer_fen bigint [])
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT
        coalesce(array_agg(v.payer ORDER BY v.payer_no), '{}'),
        coalesce(array_agg(v.fen ORDER BY v.payer_no), '{}')
    FROM (
        SELECT
            u.payer,
            u.payer_no,
            least(
                u.fen,
                $3 - coalesce(sum(u.fen) OVER (ORDER BY u.payer_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
            )::bigint AS fen
        FROM unnest($1, $2) WITH ORDINALITY AS u (payer, fen, payer_no)
    ) AS v
    WHERE v.fen > 0
$$;

-- ------------------------------------------------------------------ rights of offices

-- From the directory of the installation, not from the pack: written by `campaign directory rights` alone.
CREATE TABLE policy.reader_unit (
    campaign_id integer NOT NULL,
    role_name   text NOT NULL,
    unit_id     text NOT NULL,
    until_on    date,
    PRIMARY KEY (campaign_id, role_name, unit_id)
);
COMMENT ON TABLE policy.reader_unit IS
'one row per official and unit whose figures the official may read (empty = persons of no known unit)';

-- From the directory as well, and written together with reader_unit.
CREATE TABLE policy.reader_recipient (
    campaign_id  integer NOT NULL,
    role_name    text NOT NULL,
    recipient    text NOT NULL,
    office       text NOT NULL,
    sees_persons boolean NOT NULL,
    until_on     date,
    PRIMARY KEY (campaign_id, role_name, recipient)
);
COMMENT ON TABLE policy.reader_recipient IS
'one row per official and recipient of reports that the official may fetch: the own office, and groups that it is a member of';
