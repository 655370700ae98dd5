-- What the facts say of each person is kept, so that a change of rules need not read the facts of everybody again; results are
-- compared by a key of the outcome. Nothing is kept yet: everybody is put into the queue, so the next run reads all facts.

CREATE TABLE core.trait (
    campaign_id        integer NOT NULL,
    person_key         uuid NOT NULL,
    roll_unit_id       text,
    list_unit_id       text,
    paid_unit_ids      jsonb,
    household_key      uuid,
    birth_on           date,
    hukou_local        boolean,
    insured_last_year  boolean,
    died_on            date,
    on_roll            boolean NOT NULL,
    on_list            boolean NOT NULL,
    years_enrolled     integer [] NOT NULL,
    receipts_key       uuid,
    collected_key      uuid,
    next_change_on     date,
    PRIMARY KEY (campaign_id, person_key)
);

-- the same outcome has the same key: a result is compared by it and by what is the person's own
ALTER TABLE core.dues ADD COLUMN outcome_key uuid;

-- what one assessment posted is summed without reading the whole ledger
CREATE INDEX event_assess_no ON ledger.event (campaign_id, assess_no);
CREATE INDEX coverage_event_assess_no ON ledger.coverage_event (campaign_id, assess_no);

INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT d.campaign_id, d.person_key, w.committed_no
FROM (SELECT DISTINCT s.campaign_id, s.person_key FROM core.dues AS s) AS d
INNER JOIN landing.watermark AS w ON d.campaign_id = w.campaign_id
ON CONFLICT DO NOTHING;

-- ------------------------------------------------------------------ work tables of one assessment

DROP VIEW staging.assess_result;

-- one row per person whose facts are read
CREATE UNLOGGED TABLE staging.assess_changed (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL
);

-- one row per (person, category, interval) that the lists say
CREATE UNLOGGED TABLE staging.assess_membership (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    category     text NOT NULL,
    from_on      date NOT NULL,
    to_on        date,
    is_void      boolean NOT NULL,
    grade        smallint,
    subclass     text,
    named_on     date NOT NULL,
    hukou_local  boolean,
    birth_on     date
);

-- one row per person with employee insurance that the campaign looks at
CREATE UNLOGGED TABLE staging.assess_job (
    campaign_id     integer NOT NULL,
    person_key      uuid NOT NULL,
    jobs            datemultirange NOT NULL,
    insured_at_end  boolean NOT NULL
);

-- one row per person whose receipts are to be laid out
CREATE UNLOGGED TABLE staging.assess_payer (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL
);

-- one row per (person, plan year) whose result is new, differs from what stands, or is gone
CREATE UNLOGGED TABLE staging.assess_difference (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL,
    is_gone     boolean NOT NULL
);

-- one row per person to post
CREATE UNLOGGED TABLE staging.post_person (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL
);

TRUNCATE staging.assess_trait, staging.assess_alike, staging.assess_outcome;
ALTER TABLE staging.assess_trait
DROP COLUMN roll_unit_id,
DROP COLUMN list_unit_id,
DROP COLUMN household_key,
DROP COLUMN next_change_on;
ALTER TABLE staging.assess_alike
DROP COLUMN paid_unit_id,
ADD COLUMN paid_unit_ids jsonb;
ALTER TABLE staging.assess_outcome ADD COLUMN outcome_key uuid NOT NULL;

-- one row per (person, plan year): the result, before it is compared with what is known. A view: everybody has the outcome
-- of the person who stands for their situation, and their own unit and household.
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
    a.situation_key,
    o.outcome_key
FROM staging.assess_alike AS a
INNER JOIN staging.assess_model AS m ON a.campaign_id = m.campaign_id AND a.situation_key = m.situation_key
INNER JOIN staging.assess_outcome AS o ON m.campaign_id = o.campaign_id AND m.person_key = o.person_key
CROSS JOIN LATERAL (
    SELECT coalesce(a.paid_unit_ids ->> o.plan_year::text, a.named_unit_id) AS unit_id
) AS u;
