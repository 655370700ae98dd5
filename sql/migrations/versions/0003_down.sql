-- Takes the explanations away; they are made again by an assessment.

DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;

DROP TABLE core.explanation;
DROP TABLE staging.assess_unmet;
DROP TABLE staging.assess_explained;
DROP VIEW staging.assess_result;
TRUNCATE staging.assess_alike, staging.assess_model;
ALTER TABLE staging.assess_alike
DROP COLUMN situation_key,
DROP COLUMN paid_unit_id,
DROP COLUMN named_unit_id,
DROP COLUMN household_key,
DROP COLUMN next_change_on,
ADD COLUMN like_key uuid NOT NULL;
ALTER TABLE staging.assess_model DROP COLUMN situation_key;
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
ALTER TABLE core.dues DROP COLUMN situation_key;
ALTER TABLE policy.campaign
DROP COLUMN decision_rule_id,
DROP COLUMN gained_rule_id,
DROP COLUMN employee_rule_id;
