-- Work tables of one assessment (emptied at its start; one assessment runs at a time): persons, facts, situations.

-- ------------------------------------------------------------------ persons whose facts are read

CREATE UNLOGGED TABLE staging.assess_changed (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL
);
COMMENT ON TABLE staging.assess_changed IS 'one row per person whose facts are read';

CREATE UNLOGGED TABLE staging.assess_linked (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    fact_key    uuid NOT NULL
);
COMMENT ON TABLE staging.assess_linked IS 'one row per key whose facts count for another person who is read or judged';

-- A table, not a view, so that the planner knows how many keys there are.
CREATE UNLOGGED TABLE staging.assess_changed_key (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    fact_key    uuid NOT NULL
);
COMMENT ON TABLE staging.assess_changed_key IS 'one row per key whose facts are read; a person may have several';

-- The facts as they were read; core.trait is written from it. The statements of a day read it instead of core.trait.
CREATE UNLOGGED TABLE staging.assess_person_trait (
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
    late_reason       text,
    receipts_key      uuid,
    collected_key     uuid,
    next_change_on    date,
    is_new            boolean NOT NULL,
    -- differs from the row that core.trait has
    is_changed        boolean NOT NULL
);
COMMENT ON TABLE staging.assess_person_trait IS 'one row per person whose facts are read, as core.trait will state them';

CREATE UNLOGGED TABLE staging.assess_list_fact (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    fact_key     uuid NOT NULL,
    category     text NOT NULL,
    op           text NOT NULL,
    effective_on date NOT NULL,
    cut_off_on   date NOT NULL,
    birth_on     date,
    grade        smallint,
    subclass     text,
    hukou_local  boolean,
    unit_id      text,
    replaces     boolean,
    delivery_id  uuid NOT NULL
);
COMMENT ON TABLE staging.assess_list_fact IS 'one row per row of a department''s list about a person whose facts are read';

CREATE UNLOGGED TABLE staging.assess_payment (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    fact_key     uuid NOT NULL,
    plan_year    integer NOT NULL,
    receipt_no   text NOT NULL,
    amount_fen   bigint NOT NULL,
    collected_on date NOT NULL,
    received_on  date NOT NULL,
    channel      text NOT NULL,
    unit_id      text,
    birth_on     date,
    delivery_id  uuid NOT NULL
);
COMMENT ON TABLE staging.assess_payment IS 'one row per receipt of a person whose facts are read';

CREATE UNLOGGED TABLE staging.assess_statement_number (
    campaign_id integer NOT NULL,
    is_reversal boolean NOT NULL,
    receipt_no  text NOT NULL
);
COMMENT ON TABLE staging.assess_statement_number IS
'one row per number of a receipt or reversal that is compared with the statements of the tax bureau';

CREATE UNLOGGED TABLE staging.assess_statement_entry (
    campaign_id integer NOT NULL,
    is_reversal boolean NOT NULL,
    receipt_no  text NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL,
    amount_fen  bigint NOT NULL,
    received_on date NOT NULL,
    unit_id     text,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL
);
COMMENT ON TABLE staging.assess_statement_entry IS
'one row per receipt or reversal whose number is compared with the statements of the tax bureau';

CREATE UNLOGGED TABLE staging.assess_payer (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL
);
COMMENT ON TABLE staging.assess_payer IS 'one row per person whose receipts are put in order';

CREATE VIEW staging.assess_payer_key AS
SELECT
    p.campaign_id,
    p.person_key,
    p.person_key AS fact_key
FROM staging.assess_payer AS p
UNION ALL
SELECT
    l.campaign_id,
    l.person_key,
    l.fact_key
FROM staging.assess_linked AS l
INNER JOIN staging.assess_payer AS p ON l.campaign_id = p.campaign_id AND l.person_key = p.person_key;
COMMENT ON VIEW staging.assess_payer_key IS 'one row per key whose receipts are put in order (view)';

-- ------------------------------------------------------------------ their facts

CREATE UNLOGGED TABLE staging.assess_membership (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    category    text NOT NULL,
    from_on     date NOT NULL,
    to_on       date,
    is_void     boolean NOT NULL,
    grade       smallint,
    subclass    text,
    named_on    date NOT NULL,
    hukou_local boolean,
    birth_on    date
);
COMMENT ON TABLE staging.assess_membership IS 'one row per person, category and interval of the lists';

CREATE UNLOGGED TABLE staging.assess_job (
    campaign_id    integer NOT NULL,
    person_key     uuid NOT NULL,
    jobs           datemultirange NOT NULL,
    insured_at_end boolean NOT NULL
);
COMMENT ON TABLE staging.assess_job IS 'one row per person with employee insurance that the campaign looks at';

CREATE UNLOGGED TABLE staging.assess_trait (
    campaign_id       integer NOT NULL,
    person_key        uuid NOT NULL,
    birth_on          date,
    hukou_local       boolean,
    insured_last_year boolean,
    died_on           date,
    death_known_on    date,
    insured_at_end    boolean NOT NULL,
    jobs              datemultirange NOT NULL,
    on_roll           boolean NOT NULL,
    on_list           boolean NOT NULL,
    years_enrolled    integer [] NOT NULL,
    late_reason       text
);
COMMENT ON TABLE staging.assess_trait IS 'one row per representative, facts that do not depend on the day';

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
    birth_on      date,
    is_outside    boolean NOT NULL,
    is_refused    boolean NOT NULL
);
COMMENT ON TABLE staging.assess_receipt IS 'one row per person, plan year and receipt, in the order in which money counts';

-- ------------------------------------------------------------------ situations and their representatives

CREATE UNLOGGED TABLE staging.assess_person_situation (
    campaign_id    integer NOT NULL,
    person_key     uuid NOT NULL,
    situation_key  uuid NOT NULL,
    named_unit_id  text,
    household_key  uuid,
    next_change_on date,
    died_on        date,
    paid_unit_ids  jsonb
);
COMMENT ON TABLE staging.assess_person_situation IS 'one row per person to assess, with the person''s situation';

CREATE UNLOGGED TABLE staging.assess_representative (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    situation_key uuid NOT NULL
);
COMMENT ON TABLE staging.assess_representative IS
'one row per situation, with the person who represents it; the rules judge only representatives';

-- ------------------------------------------------------------------ what the lists claim for them

CREATE UNLOGGED TABLE staging.assess_interval (
    campaign_id   integer NOT NULL,
    person_key    uuid NOT NULL,
    category      text NOT NULL,
    from_on       date NOT NULL,
    to_on         date,
    rule_id       text NOT NULL,
    -- 'pays', 'none' (tracked), 'undefined' (by the rule), 'unknown' (category), 'too_late' (recognised after the window),
    -- 'without_effect' (the same, and removed again or without effect by the pack); a fact that the list needs is blank, or the
    -- age contradicts the list
    claim_kind    text NOT NULL CHECK (
        claim_kind IN (
            'pays', 'none', 'undefined', 'unknown', 'too_late', 'without_effect', 'age_blank', 'grade_blank', 'subclass_blank',
            'hukou_blank', 'age_contradicts'
        )
    ),
    -- the rule that a result names: the pack's, or the product's own for what no pack foresees
    named_rule_id text NOT NULL,
    may_count     boolean NOT NULL,
    tie_order     integer NOT NULL
);
COMMENT ON TABLE staging.assess_interval IS 'one row per person, category, interval and rule that makes it a claim';

CREATE UNLOGGED TABLE staging.assess_unmet (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    category    text NOT NULL,
    rule_id     text,
    verdict     text NOT NULL
);
COMMENT ON TABLE staging.assess_unmet IS
'one row per person, category that makes no claim, and rule of it, with the first condition that is not met';

-- Copies for representatives, the few persons that the rules judge: on a cluster everybody's rows are spread over the nodes, and what is about
-- situations stays on one node.
CREATE UNLOGGED TABLE staging.assess_representative_interval (LIKE staging.assess_interval);
COMMENT ON TABLE staging.assess_representative_interval IS
'one row per representative, category, interval and rule that makes it a claim';

CREATE UNLOGGED TABLE staging.assess_representative_unmet (LIKE staging.assess_unmet);
COMMENT ON TABLE staging.assess_representative_unmet IS
'one row per representative, category that makes no claim, and rule of it, with the first condition that is not met';
