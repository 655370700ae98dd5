-- Dated facts (append-only) and results, about persons known by key only. Large tables lead with (campaign_id, person_key):
-- person_key is the distribution column on Citus, so every unique key of a large table contains it. No sequences, no volatile
-- defaults.

CREATE SCHEMA core;

-- ------------------------------------------------------------------ facts of lists

-- A row of a delivery states one thing about one person, so the key need not repeat what it states.
CREATE TABLE core.membership_fact (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    category     text NOT NULL,
    op           text NOT NULL CHECK (op IN ('add', 'end', 'death')),
    effective_on date NOT NULL,
    cut_off_on   date NOT NULL,
    birth_on     date,
    grade        smallint,
    subclass     text,
    hukou_local  boolean,
    unit_id      text,
    -- the unit below it, as the list names it
    village      text,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    -- TRUE = an addition that ends the person's other categories of the source (变更)
    replaces     boolean,
    PRIMARY KEY (campaign_id, person_key, delivery_id, row_no)
);
COMMENT ON TABLE core.membership_fact IS 'one row per row of a department''s list (person, category, operation, date)';

CREATE TABLE core.roll_fact (
    campaign_id       integer NOT NULL,
    person_key        uuid NOT NULL,
    delivery_id       uuid NOT NULL,
    row_no            integer NOT NULL,
    cut_off_on        date NOT NULL,
    birth_on          date,
    sex               text,
    unit_id           text NOT NULL,
    village           text,
    household_key     uuid,
    hukou_local       boolean,
    insured_last_year boolean,
    PRIMARY KEY (campaign_id, person_key, delivery_id)
);
COMMENT ON TABLE core.roll_fact IS 'one row per person and roll delivery';

CREATE TABLE core.employee_fact (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    insured_from date NOT NULL,
    insured_to   date,
    region       text,
    cut_off_on   date NOT NULL,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, insured_from, delivery_id, row_no)
);
COMMENT ON TABLE core.employee_fact IS
'one row per person, interval and delivery, employee insurance as the comparison list states it';

CREATE TABLE core.history_fact (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL,
    enrolled    boolean NOT NULL,
    cut_off_on  date NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, plan_year, delivery_id, row_no)
);
COMMENT ON TABLE core.history_fact IS
'one row per person, past plan year and delivery, whether the person was enrolled in that year';

CREATE TABLE core.history_year (
    campaign_id integer NOT NULL,
    plan_year   integer NOT NULL,
    delivery_id uuid NOT NULL,
    PRIMARY KEY (campaign_id, plan_year, delivery_id)
);
COMMENT ON TABLE core.history_year IS
'one row per past plan year and delivery whose history was delivered, with or without rows of a person';

CREATE TABLE core.fund_claim_fact (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    -- the category that the list states; it makes nobody a member
    category     text NOT NULL,
    claimed_fen  bigint NOT NULL CHECK (claimed_fen > 0),
    personal_fen bigint,
    batch        text,
    unit_id      text,
    cut_off_on   date NOT NULL,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, delivery_id, row_no)
);
COMMENT ON TABLE core.fund_claim_fact IS
'one row per row of a list of what funds are asked to pay (代缴, 请款); it is no payment, and no assessment reads it';

CREATE TABLE core.uninsured_reason_fact (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    reason      text NOT NULL CHECK (
        reason IN (
            'resident_here', 'employee_here', 'retired_here', 'resident_elsewhere', 'employee_elsewhere', 'soldier',
            'prison', 'dead', 'untraceable', 'newly_added', 'refuses', 'other'
        )
    ),
    cut_off_on  date NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, delivery_id, row_no)
);
COMMENT ON TABLE core.uninsured_reason_fact IS
'one row per answer of a township why a person is not enrolled; it changes no result';

CREATE TABLE core.late_entry_fact (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    op          text NOT NULL CHECK (op IN ('add', 'end')),
    -- code of the pack; NULL = withdrawn, whatever it was
    reason      text,
    has_proof   boolean NOT NULL,
    cut_off_on  date NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, delivery_id, row_no),
    CHECK (op = 'end' OR reason IS NOT NULL)
);
COMMENT ON TABLE core.late_entry_fact IS
'one row per row of a list of persons who have a reason to enter after the windows, or no longer have it';

CREATE TABLE core.target_fact (
    campaign_id   integer NOT NULL,
    unit_id       text NOT NULL,
    measure       text NOT NULL,
    persons       bigint,
    status        text NOT NULL,
    stated_source text NOT NULL,
    cut_off_on    date NOT NULL,
    delivery_id   uuid NOT NULL,
    PRIMARY KEY (campaign_id, unit_id, measure, delivery_id)
);
COMMENT ON TABLE core.target_fact IS 'one row per unit, measure and delivery, figures delivered after the notice';

CREATE TABLE core.fund_transfer_fact (
    campaign_id    integer NOT NULL,
    -- follows from the content: an equal confirmation in another delivery is the same transfer
    transfer_id    uuid NOT NULL,
    delivery_id    uuid NOT NULL,
    payer          text NOT NULL,
    -- empty = all units
    unit_id        text NOT NULL,
    batch_no       integer NOT NULL,
    amount_fen     bigint NOT NULL,
    transferred_on date NOT NULL,
    cut_off_on     date NOT NULL,
    row_no         integer NOT NULL,
    PRIMARY KEY (campaign_id, transfer_id, delivery_id)
);
COMMENT ON TABLE core.fund_transfer_fact IS
'one row per transfer that a fund confirms for a batch of a settlement, and delivery that states it; never changed';

CREATE TABLE core.due_acknowledgement_fact (
    campaign_id     integer NOT NULL,
    delivery_id     uuid NOT NULL,
    row_no          integer NOT NULL,
    list_no         integer NOT NULL,
    persons         bigint NOT NULL,
    amount_fen      bigint NOT NULL,
    sha256          text NOT NULL,
    acknowledged_on date NOT NULL,
    cut_off_on      date NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, row_no)
);
CREATE INDEX due_acknowledgement_fact_list ON core.due_acknowledgement_fact (campaign_id, list_no);
COMMENT ON TABLE core.due_acknowledgement_fact IS
'one row per row of a delivery that states how the tax bureau loaded a due list; never changed';

-- ------------------------------------------------------------------ one person under several keys

CREATE TABLE core.person_link (
    fact_key     uuid NOT NULL,
    campaign_id  integer NOT NULL,
    committed_no bigint NOT NULL,
    person_key   uuid NOT NULL,
    cause        text NOT NULL CHECK (cause IN ('delivery', 'decision', 'standing')),
    cause_id     uuid,
    PRIMARY KEY (fact_key, campaign_id, committed_no)
);
COMMENT ON TABLE core.person_link IS
'one row per change of the person that a key''s facts belong to; person_key = fact_key removes a link; never changed';

CREATE TABLE core.linked_person (
    fact_key   uuid PRIMARY KEY,
    person_key uuid NOT NULL,
    CHECK (fact_key <> person_key)
);
CREATE INDEX linked_person_person ON core.linked_person (person_key);
COMMENT ON TABLE core.linked_person IS
'one row per key whose facts belong to the person of another key; that person''s key is never in fact_key';

CREATE TABLE core.review_count (
    campaign_id integer NOT NULL,
    source      text NOT NULL,
    unit_id     text NOT NULL,
    kind        text NOT NULL,
    state       text NOT NULL,
    entries     integer NOT NULL,
    PRIMARY KEY (campaign_id, source, unit_id, kind, state)
);
COMMENT ON TABLE core.review_count IS
'one row per campaign, source, unit, reason and state, with the number of pairs to review; marts may not read the vault';

-- ------------------------------------------------------------------ money received and taken back

CREATE TABLE core.payment (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    receipt_no   text NOT NULL,
    plan_year    integer NOT NULL,
    amount_fen   bigint NOT NULL CHECK (amount_fen > 0),
    collected_on date NOT NULL,
    received_on  date NOT NULL,
    channel      text NOT NULL,
    unit_id      text,
    village      text,
    birth_on     date,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, receipt_no)
);
CREATE INDEX payment_receipt ON core.payment (campaign_id, receipt_no);
COMMENT ON TABLE core.payment IS 'one row per receipt of the tax bureau';

CREATE TABLE core.reversal (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    reversal_no  text NOT NULL,
    receipt_no   text NOT NULL,
    plan_year    integer NOT NULL,
    amount_fen   bigint NOT NULL CHECK (amount_fen > 0),
    collected_on date NOT NULL,
    received_on  date NOT NULL,
    channel      text NOT NULL,
    unit_id      text,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, reversal_no)
);
CREATE INDEX reversal_number ON core.reversal (campaign_id, reversal_no);
COMMENT ON TABLE core.reversal IS
'one row per reversal that a tax feed reported, whether its receipt has arrived or not; never changed';

CREATE TABLE core.collected_cash (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    receipt_no   text NOT NULL,
    collector    text NOT NULL,
    plan_year    integer NOT NULL,
    amount_fen   bigint NOT NULL CHECK (amount_fen > 0),
    collected_on date NOT NULL,
    channel      text NOT NULL,
    unit_id      text,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, receipt_no, delivery_id, row_no)
);
CREATE INDEX collected_cash_receipt ON core.collected_cash (campaign_id, receipt_no);
COMMENT ON TABLE core.collected_cash IS
'one row per receipt and row of a tax feed that states who collected the cash, received already or not; it is no money by itself';

CREATE TABLE core.receipt_audit (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    receipt_no  text NOT NULL,
    -- NULL = the feed states no day for this receipt: not audited yet
    audited_on  date,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, receipt_no, delivery_id, row_no)
);
COMMENT ON TABLE core.receipt_audit IS
'one row per receipt and row of a tax feed with a column of audited days; the earliest day of the receipt counts';

CREATE TABLE core.audit_term (
    campaign_id   integer NOT NULL,
    registered_on date NOT NULL,
    -- NULL = the pack has no term for audits, or no assessment has run since
    due_on        date,
    PRIMARY KEY (campaign_id, registered_on)
);
COMMENT ON TABLE core.audit_term IS
'one row per received day of receipts whose feed has audited days, with the last day of the tax bureau''s term';
