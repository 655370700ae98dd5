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
        'waiting.none', 'waiting.months', 'waiting.undated', 'waiting.history_missing',
        'reward.none', 'reward.reward'
    ))
);

-- ------------------------------------------------------------------ work tables of one assessment

-- how the person's situation is known beyond this assessment
TRUNCATE staging.assess_alike, staging.assess_model;
ALTER TABLE staging.assess_alike
DROP COLUMN like_key,
ADD COLUMN situation_key uuid NOT NULL,
ADD COLUMN paid_unit_id text,
ADD COLUMN named_unit_id text,
ADD COLUMN household_key uuid,
ADD COLUMN next_change_on date;
ALTER TABLE staging.assess_model ADD COLUMN situation_key uuid NOT NULL;

-- one row per (person, plan year): the result, before it is compared with what is known. A view: everybody has the outcome
-- of the person who stands for their situation, and their own unit and household.
DROP TABLE staging.assess_result;
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
    a.situation_key
FROM staging.assess_alike AS a
INNER JOIN staging.assess_model AS m ON a.campaign_id = m.campaign_id AND a.situation_key = m.situation_key
INNER JOIN staging.assess_outcome AS o ON m.campaign_id = o.campaign_id AND m.person_key = o.person_key
INNER JOIN policy.campaign AS c ON a.campaign_id = c.campaign_id
-- few have paid for another plan year
LEFT JOIN (
    SELECT
        r.campaign_id,
        r.person_key,
        r.plan_year,
        (array_agg(r.unit_id ORDER BY r.receipt_order) FILTER (WHERE r.unit_id IS NOT NULL))[1] AS unit_id
    FROM staging.assess_receipt AS r
    INNER JOIN policy.campaign AS k ON r.campaign_id = k.campaign_id AND r.plan_year <> k.plan_year
    GROUP BY r.campaign_id, r.person_key, r.plan_year
) AS p ON a.campaign_id = p.campaign_id AND a.person_key = p.person_key AND o.plan_year = p.plan_year
CROSS JOIN LATERAL (
    SELECT coalesce(CASE WHEN o.plan_year = c.plan_year THEN a.paid_unit_id ELSE p.unit_id END, a.named_unit_id) AS unit_id
) AS u;

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
