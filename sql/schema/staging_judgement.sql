-- Work tables of one assessment: the rules judge representatives; results, differences and lines to post follow.

-- ------------------------------------------------------------------ days, claims, decisions

CREATE UNLOGGED TABLE staging.assess_day (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    plan_year     integer NOT NULL,
    day_no        integer NOT NULL,
    day_kind      smallint NOT NULL,
    receipt_order integer NOT NULL,
    count_on      date NOT NULL,
    identity_on   date NOT NULL,
    money_fen     bigint NOT NULL,
    is_employed   boolean NOT NULL,
    categories    text [] NOT NULL
);
COMMENT ON TABLE staging.assess_day IS
'one row per person, plan year and day that may decide, with the money that counts by then';

CREATE UNLOGGED TABLE staging.assess_fit (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL,
    day_no      integer NOT NULL,
    rule_kind   text NOT NULL,
    sort_order  integer NOT NULL,
    rule_id     text NOT NULL
);
COMMENT ON TABLE staging.assess_fit IS 'one row per day and rule (price, coverage or waiting) that holds on it';

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
COMMENT ON TABLE staging.assess_price IS 'one row per day and tier, with the price of the first rule that holds';

CREATE UNLOGGED TABLE staging.assess_claim (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    plan_year     integer NOT NULL,
    day_no        integer NOT NULL,
    category      text NOT NULL,
    rule_id       text NOT NULL,
    base_fen      bigint,
    subsidy_fen   bigint,
    verdict       text NOT NULL CHECK (verdict IN ('counts', 'added', 'combined_out', 'smaller')),
    verdict_order integer NOT NULL
);
COMMENT ON TABLE staging.assess_claim IS
'one row per day and claim that decides on it, with its value, and whether and why it counts';

CREATE UNLOGGED TABLE staging.assess_decision (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    plan_year     integer NOT NULL,
    day_no        integer NOT NULL,
    category      text NOT NULL,
    rule_id       text,
    subsidy_fen   bigint,
    payers        text [] NOT NULL,
    payer_fen     bigint [] NOT NULL,
    is_reimbursed boolean NOT NULL,
    gained        text NOT NULL,
    enjoys_tier   text
);
COMMENT ON TABLE staging.assess_decision IS
'one row per person, plan year and day, with the category, the subsidy and its payers';

-- ------------------------------------------------------------------ settlement and outcome

CREATE UNLOGGED TABLE staging.assess_settled (
    campaign_id       integer NOT NULL,
    person_key        uuid NOT NULL,
    plan_year         integer NOT NULL,
    day_no            integer NOT NULL,
    day_kind          smallint NOT NULL,
    receipt_order     integer NOT NULL,
    count_on          date NOT NULL,
    identity_on       date NOT NULL,
    money_fen         bigint NOT NULL,
    tier              text NOT NULL,
    price_fen         bigint NOT NULL,
    fiscal_fen        bigint,
    price_rule_id     text NOT NULL,
    due_fen           bigint NOT NULL,
    pays_first        boolean NOT NULL,
    category          text NOT NULL,
    rule_id           text,
    subsidy_fen       bigint NOT NULL,
    payers            text [] NOT NULL,
    payer_fen         bigint [] NOT NULL,
    enjoys_tier       text,
    upgraded_on       date,
    upgrade_order     integer,
    upgrade_money_fen bigint
);
COMMENT ON TABLE staging.assess_settled IS 'one row per representative and plan year that settles, with the day that settles it';

CREATE UNLOGGED TABLE staging.assess_gain (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    subsidy_fen   bigint,
    payers        text [],
    payer_fen     bigint [],
    gained_on     date,
    open_category text,
    open_rule_id  text
);
COMMENT ON TABLE staging.assess_gain IS
'one row per representative who is recognised after settlement in a way that gives money back, or leaves it open';

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
COMMENT ON TABLE staging.assess_benefit IS
'one row per representative and plan year that settles, with coverage, waiting period and reward';

CREATE UNLOGGED TABLE staging.assess_lapse (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    plan_year     integer NOT NULL,
    enrolled_on   date NOT NULL,
    lapsed_on     date NOT NULL,
    category      text NOT NULL,
    settled_order integer,
    payers        text [] NOT NULL,
    payer_fen     bigint [] NOT NULL,
    money_fen     bigint NOT NULL
);
COMMENT ON TABLE staging.assess_lapse IS
'one row per representative and plan year whose enrolment without payment ended with a death before coverage';

CREATE UNLOGGED TABLE staging.assess_outcome (
    campaign_id       integer NOT NULL,
    person_key        uuid NOT NULL,
    plan_year         integer NOT NULL,
    status            text NOT NULL,
    category          text NOT NULL,
    rule_id           text NOT NULL,
    tier              text NOT NULL,
    tier_enjoyed      text NOT NULL,
    price_fen         bigint,
    due_fen           bigint,
    fiscal_fen        bigint,
    fund_fen          bigint NOT NULL,
    payer             text NOT NULL,
    payers            text [] NOT NULL,
    payer_fen         bigint [] NOT NULL,
    reimbursable_fen  bigint NOT NULL,
    paid_fen          bigint NOT NULL,
    refundable_fen    bigint NOT NULL,
    settled_on        date,
    identity_on       date,
    coverage_from     date,
    coverage_rule_id  text,
    waiting_months    integer,
    full_benefit_from date,
    waiting_rule_id   text,
    consecutive_years integer,
    reward_fen        bigint,
    is_special        boolean NOT NULL,
    flags             text [] NOT NULL,
    next_change_on    date,
    settled_order     integer,
    settled_payers    text [] NOT NULL,
    settled_payer_fen bigint [] NOT NULL,
    settled_money_fen bigint NOT NULL,
    gained_on         date,
    elsewhere_on      date,
    counted_on        date,
    lapsed_on         date,
    ledger_category   text NOT NULL,
    open_category     text,
    open_rule_id      text,
    upgraded_on       date,
    upgrade_order     integer,
    upgrade_money_fen bigint,
    outcome_key       uuid NOT NULL
);
COMMENT ON TABLE staging.assess_outcome IS 'one row per representative and plan year, the result without what is a person''s own';

CREATE UNLOGGED TABLE staging.assess_explained (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    situation_key uuid NOT NULL,
    plan_year     integer NOT NULL,
    day_no        integer NOT NULL,
    day_kind      smallint NOT NULL,
    identity_on   date NOT NULL,
    gained_day_no integer,
    is_settled    boolean NOT NULL,
    is_out        boolean NOT NULL
);
COMMENT ON TABLE staging.assess_explained IS
'one row per representative and plan year, with the day that decided and the day of a later gain';

-- Everybody has the outcome of the representative of their situation, and their own unit and household.
CREATE VIEW staging.assess_result AS
SELECT
    a.campaign_id,
    a.person_key,
    o.plan_year,
    o.status,
    u.unit_id,
    a.household_key,
    o.category,
    o.rule_id,
    o.tier,
    o.tier_enjoyed,
    o.price_fen,
    o.due_fen,
    o.fiscal_fen,
    o.fund_fen,
    o.payer,
    o.payers,
    o.payer_fen,
    o.reimbursable_fen,
    o.paid_fen,
    o.refundable_fen,
    o.settled_on,
    o.identity_on,
    o.coverage_from,
    o.coverage_rule_id,
    o.waiting_months,
    o.full_benefit_from,
    o.waiting_rule_id,
    o.consecutive_years,
    o.reward_fen,
    o.is_special,
    CASE WHEN u.unit_id IS NULL THEN o.flags || '{unit_unknown}' ELSE o.flags END AS flags,
    least(a.next_change_on, o.next_change_on) AS next_change_on,
    o.settled_order,
    o.settled_payers,
    o.settled_payer_fen,
    o.settled_money_fen,
    o.gained_on,
    o.elsewhere_on,
    o.counted_on,
    o.lapsed_on,
    o.ledger_category,
    o.open_category,
    o.open_rule_id,
    o.upgraded_on,
    o.upgrade_order,
    o.upgrade_money_fen,
    a.situation_key,
    o.outcome_key,
    a.died_on
FROM staging.assess_person_situation AS a
INNER JOIN staging.assess_representative AS m ON a.campaign_id = m.campaign_id AND a.situation_key = m.situation_key
INNER JOIN staging.assess_outcome AS o ON m.campaign_id = o.campaign_id AND m.person_key = o.person_key
CROSS JOIN LATERAL (
    SELECT coalesce(a.paid_unit_ids ->> o.plan_year::text, a.named_unit_id) AS unit_id
) AS u;
COMMENT ON VIEW staging.assess_result IS
'one row per person and plan year, the result before it is compared with core.dues (view)';

-- ------------------------------------------------------------------ differences and posting

CREATE UNLOGGED TABLE staging.assess_difference (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    plan_year        integer NOT NULL,
    is_gone          boolean NOT NULL,
    situation_before uuid,
    situation_after  uuid
);
COMMENT ON TABLE staging.assess_difference IS
'one row per person and plan year whose result is new, differs from core.dues, or is gone';

CREATE VIEW staging.assess_before_after AS
SELECT
    x.campaign_id,
    x.person_key,
    x.plan_year,
    b AS before,
    a AS after
FROM staging.assess_difference AS x
LEFT JOIN core.dues AS b
    ON x.campaign_id = b.campaign_id AND x.person_key = b.person_key AND x.plan_year = b.plan_year
LEFT JOIN staging.assess_result AS a
    ON x.campaign_id = a.campaign_id AND x.person_key = a.person_key AND x.plan_year = a.plan_year;
COMMENT ON VIEW staging.assess_before_after IS
'one row per person and plan year whose result differs, with the row of core.dues and the new result (view)';

CREATE UNLOGGED TABLE staging.post_person (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL
);
COMMENT ON TABLE staging.post_person IS 'one row per person to post';

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
COMMENT ON TABLE staging.post_line IS
'at least one row per line that the ledger should show for an assessed person; rows of one line are summed';

CREATE UNLOGGED TABLE staging.post_coverage (
    campaign_id            integer NOT NULL,
    person_key             uuid NOT NULL,
    category               text NOT NULL,
    on_date                date NOT NULL,
    unit_id                text NOT NULL,
    member_persons         integer NOT NULL,
    enrolled_persons       integer NOT NULL,
    undefined_persons      integer NOT NULL,
    undefined_paid_persons integer NOT NULL
);
COMMENT ON TABLE staging.post_coverage IS 'one row per coverage line that the ledger should show for an assessed person';

-- The work tables of an assessment are analysed as they are filled. The planner needs no statistics of sums and arrays, because
-- no statement searches by them, except for payers and payer_fen (assess/explain/explain_day).
DO $$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT c.relname, a.attname
        FROM pg_class AS c
        INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        INNER JOIN pg_attribute AS a ON c.oid = a.attrelid
        INNER JOIN pg_type AS t ON a.atttypid = t.oid
        WHERE
            n.nspname = 'staging' AND c.relkind = 'r' AND (starts_with(c.relname, 'assess_') OR starts_with(c.relname, 'post_'))
            AND a.attnum > 0 AND NOT a.attisdropped AND (a.attname LIKE '%\_fen' OR t.typcategory = 'A')
            AND a.attname NOT IN ('payers', 'payer_fen')
    LOOP
        EXECUTE format('ALTER TABLE staging.%I ALTER COLUMN %I SET STATISTICS 0', target.relname, target.attname);
    END LOOP;
END
$$;

-- Emptied before each due list, and like the others before each assessment.
CREATE UNLOGGED TABLE staging.post_charge (
    campaign_id     integer NOT NULL,
    person_key      uuid NOT NULL,
    plan_year       integer NOT NULL,
    charge_before   text,
    fen_before      bigint NOT NULL,
    unit_before     text,
    category_before text,
    charge          text NOT NULL,
    due_fen         bigint NOT NULL,
    unit_id         text NOT NULL,
    category        text NOT NULL
);
COMMENT ON TABLE staging.post_charge IS
'one row per person and plan year that a due list compares, with the newest line of the lists before, and what may be charged now';
