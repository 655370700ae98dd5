-- Results of the assessments: the queue of changed persons, what their facts state, what they owe, and why.

-- No key: the queue is filled by the half million and read as a whole; keeping it in order cost more than writing it.
CREATE TABLE core.changed_person (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    committed_no bigint NOT NULL
);
COMMENT ON TABLE core.changed_person IS
'at least one row per person and delivery touched since the last assessment; readers remove duplicates';

-- Kept so that a change of rules need not read the facts of everybody again. Room on the page (fillfactor): a trait changes
-- when its person pays, and then no index is written for it.
CREATE TABLE core.trait (
    campaign_id       integer NOT NULL,
    person_key        uuid NOT NULL,
    roll_unit_id      text,
    list_unit_id      text,
    paid_unit_ids     jsonb,
    household_key     uuid,
    birth_on          date,
    hukou_local       boolean,
    insured_last_year boolean,
    died_on           date,
    death_known_on    date,
    on_roll           boolean NOT NULL,
    on_list           boolean NOT NULL,
    years_enrolled    integer [] NOT NULL,
    -- code of the reason for late entry that is effective; NULL = none is stated
    late_reason       text,
    receipts_key      uuid,
    collected_key     uuid,
    next_change_on    date,
    PRIMARY KEY (campaign_id, person_key)
) WITH (fillfactor = 85);
COMMENT ON TABLE core.trait IS 'one row per person, facts that depend neither on the rules nor on the day that is judged';

-- Room on the page (fillfactor), and no index on a column that a payment changes: a new result writes one page and no index.
CREATE TABLE core.dues (
    campaign_id       integer NOT NULL,
    person_key        uuid NOT NULL,
    plan_year         integer NOT NULL,
    status            text NOT NULL CHECK (
        status IN ('enrolled', 'owing', 'undefined', 'insured_elsewhere', 'deceased', 'repaired')
    ),
    unit_id           text,
    household_key     uuid,
    category          text NOT NULL,
    rule_id           text NOT NULL,
    price_fen         bigint,
    due_fen           bigint,
    fund_fen          bigint NOT NULL,
    payer             text NOT NULL,
    reimbursable_fen  bigint NOT NULL,
    paid_fen          bigint NOT NULL,
    refundable_fen    bigint NOT NULL,
    settled_on        date,
    identity_on       date,
    coverage_from     date,
    coverage_rule_id  text,
    is_special        boolean NOT NULL,
    flags             text [] NOT NULL,
    next_change_on    date,
    tier              text NOT NULL DEFAULT 'standard',
    tier_enjoyed      text NOT NULL DEFAULT 'standard',
    fiscal_fen        bigint,
    -- who pays how much of fund_fen, in order
    payers            text [] NOT NULL DEFAULT '{}',
    payer_fen         bigint [] NOT NULL DEFAULT '{}',
    waiting_months    integer,
    full_benefit_from date,
    waiting_rule_id   text,
    consecutive_years integer,
    reward_fen        bigint,
    -- of an enrolled person: a category recognised after payment whose amount is open, with its rule
    open_category     text,
    open_rule_id      text,
    situation_key     uuid,
    -- equal outcomes have equal keys: a result is compared by this key and by the person's own columns
    outcome_key       uuid,
    PRIMARY KEY (campaign_id, person_key, plan_year)
) WITH (fillfactor = 90);
CREATE INDEX dues_next_change ON core.dues (campaign_id, next_change_on) WHERE next_change_on IS NOT NULL;
COMMENT ON TABLE core.dues IS 'one row per person and plan year, with the due, the payers of the rest, enrolment and coverage';

-- Persons who are enrolled or excluded, or have an open amount, may not be charged. Money in suspense counts as paid.
CREATE VIEW core.charge AS
SELECT
    d.campaign_id,
    d.person_key,
    d.plan_year,
    coalesce(d.unit_id, '') AS unit_id,
    d.category,
    d.charge,
    CASE d.charge WHEN 'charge' THEN d.open_fen ELSE 0 END AS due_fen
FROM (
    SELECT
        b.*,
        CASE
            WHEN b.status = 'undefined' THEN 'undefined'
            WHEN b.status NOT IN ('owing', 'enrolled', 'repaired') THEN 'out'
            WHEN b.due_fen = 0 THEN 'free'
            WHEN b.status = 'owing' AND b.open_fen > 0 THEN 'charge'
            ELSE 'paid'
        END AS charge
    FROM (
        SELECT
            t.*,
            t.due_fen - t.paid_fen + t.refundable_fen AS open_fen
        FROM core.dues AS t
    ) AS b
) AS d;
COMMENT ON VIEW core.charge IS 'one row per person and plan year, with what the tax bureau may charge by core.dues (view)';

-- Days of coverage as known at each assessment; core.dues has the newest alone. A row without days ends a coverage.
CREATE TABLE core.coverage_change (
    campaign_id      integer NOT NULL,
    person_key       uuid NOT NULL,
    plan_year        integer NOT NULL,
    assess_no        bigint NOT NULL,
    unit_id          text NOT NULL,
    enrolled_on      date,
    coverage_from    date,
    coverage_rule_id text,
    PRIMARY KEY (campaign_id, person_key, plan_year, assess_no),
    CHECK (num_nulls(enrolled_on, coverage_from, coverage_rule_id) IN (0, 3))
);
COMMENT ON TABLE core.coverage_change IS
'one row per person, plan year and assessment that changed the unit, the enrolment or the start of benefits of an enrolled person; never changed';

-- No key, as core.changed_person: the next due list reads it as a whole. Filled from the first list on, emptied by each list.
CREATE TABLE core.changed_due (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL
);
COMMENT ON TABLE core.changed_due IS
'at least one row per person and plan year whose result changed since the newest due list; readers remove duplicates';

-- Counted with each assessment: an explanation goes with the last result of its situation. An index of core.dues by situation
-- would be written for each payment.
CREATE TABLE core.situation (
    campaign_id   integer NOT NULL,
    situation_key uuid NOT NULL,
    results       bigint NOT NULL,
    PRIMARY KEY (campaign_id, situation_key)
);
COMMENT ON TABLE core.situation IS
'one row per situation, with the number of results (rows of core.dues) in it; a situation is all persons whose facts are equal to the rules';

-- A verdict with its subject; its words are in mart_case.explanation. Lines are stored once per situation and removed with the last
-- person of it.
CREATE TABLE core.explanation (
    campaign_id   integer NOT NULL,
    situation_key uuid NOT NULL,
    plan_year     integer NOT NULL,
    line_no       integer NOT NULL,
    topic         text NOT NULL,
    verdict       text NOT NULL,
    category      text,
    rule_id       text,
    payer         text,
    tier          text,
    fen           bigint,
    -- the sum with which fen is compared
    other_fen     bigint,
    -- months or years
    number        integer,
    on_date       date,
    until_on      date,
    PRIMARY KEY (campaign_id, situation_key, plan_year, line_no),
    CONSTRAINT explanation_verdict_check CHECK (topic || '.' || verdict IN (
        'result.enrolled', 'result.owing', 'result.undefined', 'result.insured_elsewhere', 'result.deceased', 'result.repaired',
        'exclusion.deceased', 'exclusion.lapsed', 'exclusion.died_after', 'exclusion.insured_elsewhere', 'exclusion.paid_elsewhere',
        'category.counts', 'category.added', 'category.smaller', 'category.tied', 'category.outranked', 'category.moot',
        'category.pending', 'category.combined_out',
        'category.tracked', 'category.undefined', 'category.unknown', 'category.too_late', 'category.without_effect',
        'category.age_blank', 'category.grade_blank', 'category.subclass_blank', 'category.hukou_blank',
        'category.age_contradicts', 'category.gained_undefined', 'category.out',
        'category.gained', 'category.kept', 'category.later', 'category.ended', 'category.ended_at_once',
        'category.not_yet', 'category.no_longer', 'category.wrong_phase', 'category.lacks_other', 'category.excluded_by_other',
        'category.unmet_age', 'category.unmet_grade', 'category.unmet_subclass', 'category.unmet_hukou',
        'category.unmet_recognised', 'category.no_rule',
        'price.price', 'price.repair', 'price.open', 'price.none',
        'tier.enjoys', 'fiscal.fiscal',
        'due.free', 'due.balance', 'due.full', 'due.pay_first', 'due.out', 'due.undefined',
        'share.pays', 'share.would_pay', 'share.reimburses', 'share.gained',
        'refund.overpaid', 'refund.gained', 'refund.without_due', 'refund.suspense', 'refund.refused',
        'settlement.by_receipt', 'settlement.by_day', 'settlement.free', 'settlement.unpaid', 'settlement.short',
        'settlement.waits', 'settlement.undefined', 'settlement.out', 'settlement.free_then_tier',
        'window.in_window', 'window.before', 'window.gap', 'window.tail', 'window.late', 'window.deadline',
        'window.other_group', 'window.outside_own', 'window.not_needed', 'window.refused',
        'coverage.covered', 'coverage.not_stated', 'coverage.once_settled',
        'waiting.none', 'waiting.months', 'waiting.undated', 'waiting.history_missing',
        'reward.none', 'reward.reward', 'reward.history_missing'
    ))
);
COMMENT ON TABLE core.explanation IS
'one row per situation, plan year and line; a situation is all persons whose facts are equal to the rules';
