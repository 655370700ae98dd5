-- Why a person owes what they owe: lines stored once per situation, shared by everybody whom the rules see the same.
-- The packs are compiled again (an empty version never equals a pack's), and the next run assesses, and so explains, everybody.

UPDATE policy.campaign SET pack_version = '';
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT DISTINCT d.campaign_id, d.person_key, 0 FROM core.dues AS d
ON CONFLICT DO NOTHING;

-- the rules that an explanation names and no other table refers to
ALTER TABLE policy.campaign
ADD COLUMN decision_rule_id text,
ADD COLUMN gained_rule_id text,
ADD COLUMN employee_rule_id text;

ALTER TABLE core.dues ADD COLUMN situation_key uuid;

-- one row per (situation, plan year, line): a verdict with what it is about; the words stand in the mart
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
    -- what fen is compared with
    other_fen     bigint,
    -- months or years
    number        integer,
    on_date       date,
    until_on      date,
    PRIMARY KEY (campaign_id, situation_key, plan_year, line_no),
    CONSTRAINT explanation_verdict_check CHECK (topic || '.' || verdict IN (
        'result.enrolled', 'result.owing', 'result.undefined', 'result.insured_elsewhere', 'result.deceased', 'result.repaired',
        'exclusion.deceased', 'exclusion.died_after', 'exclusion.insured_elsewhere', 'exclusion.paid_elsewhere',
        'category.counts', 'category.added', 'category.smaller', 'category.tied', 'category.outranked', 'category.moot', 'category.pending',
        'category.combined_out',
        'category.tracked', 'category.undefined', 'category.unknown', 'category.too_late', 'category.out',
        'category.gained', 'category.kept', 'category.later', 'category.ended', 'category.ended_at_once',
        'category.not_yet', 'category.no_longer', 'category.wrong_phase', 'category.lacks_other', 'category.excluded_by_other',
        'category.unmet_age', 'category.unmet_grade', 'category.unmet_subclass', 'category.unmet_hukou',
        'category.unmet_recognised', 'category.no_rule',
        'price.price', 'price.repair', 'price.open', 'price.none',
        'tier.enjoys', 'fiscal.fiscal',
        'due.free', 'due.balance', 'due.full', 'due.pay_first', 'due.out', 'due.undefined',
        'share.pays', 'share.would_pay', 'share.reimburses', 'share.gained',
        'refund.overpaid', 'refund.gained', 'refund.without_due', 'refund.suspense',
        'settlement.by_receipt', 'settlement.by_day', 'settlement.free', 'settlement.unpaid', 'settlement.short',
        'settlement.waits', 'settlement.undefined', 'settlement.out',
        'window.in_window', 'window.before', 'window.gap', 'window.tail', 'window.late', 'window.deadline',
        'coverage.covered', 'coverage.not_stated',
        'waiting.none', 'waiting.months', 'waiting.history_missing',
        'reward.none', 'reward.reward'
    ))
);

-- ------------------------------------------------------------------ work tables of one assessment

-- how the person's situation is known beyond this assessment
ALTER TABLE staging.assess_alike ADD COLUMN situation_key uuid;
ALTER TABLE staging.assess_result ADD COLUMN situation_key uuid;

-- one row per (person, category that makes no claim, rule of it): the first condition that is not met
CREATE UNLOGGED TABLE staging.assess_unmet (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    category    text NOT NULL,
    rule_id     text,
    verdict     text NOT NULL
);

-- one row per (person who stands for a situation, plan year): the day that decided, and the day of a later gain
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
