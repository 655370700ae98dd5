-- Rows of a merge under way, emptied by it. Work tables of staging have no keys and are UNLOGGED: they are filled without
-- duplicates by their statements, and nothing in them outlives a transaction.

CREATE SCHEMA staging;

-- ------------------------------------------------------------------ clean rows of the delivery that is merged

-- person_key is the key of the row's person: the keyed hash of the document number, or what vault.alias names for it
-- (`pipeline/identity/aliases.py`). So later statements of a merge and of an assessment need not read vault.alias. Statements that
-- are given hashes of numbers by a caller do (`feedback/dues`).

CREATE UNLOGGED TABLE staging.identity_row (
    campaign_id   integer NOT NULL,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    person_key    uuid NOT NULL,
    document_kind text NOT NULL,
    number_cipher bytea NOT NULL,
    name_cipher   bytea,
    phone_cipher  bytea
);
COMMENT ON TABLE staging.identity_row IS 'one row per row of the delivery that is merged, with the identity that it states';

CREATE UNLOGGED TABLE staging.special_list (
    campaign_id  integer NOT NULL,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    person_key   uuid NOT NULL,
    category     text NOT NULL,
    op           text NOT NULL,
    -- TRUE = an addition that ends the person's other categories of the source (变更)
    replaces     boolean,
    effective_on date NOT NULL,
    birth_on     date,
    grade        smallint,
    subclass     text,
    hukou_local  boolean,
    unit_id      text,
    village      text
);
COMMENT ON TABLE staging.special_list IS 'one row per clean row of a department''s list';

CREATE UNLOGGED TABLE staging.roll (
    campaign_id       integer NOT NULL,
    delivery_id       uuid NOT NULL,
    row_no            integer NOT NULL,
    person_key        uuid NOT NULL,
    birth_on          date,
    sex               text,
    unit_id           text NOT NULL,
    village           text,
    household_key     uuid,
    hukou_local       boolean,
    insured_last_year boolean
);
COMMENT ON TABLE staging.roll IS 'one row per clean row of the roll';

CREATE UNLOGGED TABLE staging.employee (
    campaign_id  integer NOT NULL,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    person_key   uuid NOT NULL,
    region       text,
    insured_from date NOT NULL,
    insured_to   date
);
COMMENT ON TABLE staging.employee IS 'one row per clean row of the comparison list';

CREATE UNLOGGED TABLE staging.history (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    person_key  uuid NOT NULL,
    plan_year   integer NOT NULL,
    enrolled    boolean NOT NULL
);
COMMENT ON TABLE staging.history IS 'one row per clean row of the history of past years';

CREATE UNLOGGED TABLE staging.fund_claim (
    campaign_id  integer NOT NULL,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    person_key   uuid NOT NULL,
    category     text NOT NULL,
    claimed_fen  bigint NOT NULL,
    personal_fen bigint,
    batch        text,
    unit_id      text
);
COMMENT ON TABLE staging.fund_claim IS 'one row per clean row of a list of what funds are asked to pay';

CREATE UNLOGGED TABLE staging.uninsured_reason (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    person_key  uuid NOT NULL,
    -- NULL = the row answers nothing
    reason      text,
    note_cipher bytea
);
COMMENT ON TABLE staging.uninsured_reason IS 'one row per clean row of a township''s answers why persons are not enrolled';

CREATE UNLOGGED TABLE staging.late_entry (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    person_key  uuid NOT NULL,
    op          text NOT NULL,
    reason      text,
    has_proof   boolean NOT NULL
);
COMMENT ON TABLE staging.late_entry IS 'one row per clean row of a list of reasons for late entry';

CREATE UNLOGGED TABLE staging.tax_feed (
    campaign_id         integer NOT NULL,
    delivery_id         uuid NOT NULL,
    row_no              integer NOT NULL,
    person_key          uuid NOT NULL,
    birth_on            date,
    receipt_no          text NOT NULL,
    plan_year           integer NOT NULL,
    amount_fen          bigint NOT NULL,
    collected_on        date NOT NULL,
    -- NULL = cash that its collector has not deposited yet
    received_on         date,
    -- NULL = not audited yet, or states_audit is false
    audited_on          date,
    states_audit        boolean NOT NULL,
    collector           text,
    channel             text NOT NULL,
    unit_id             text,
    village             text,
    -- NULL = the row is a receipt
    reversed_receipt_no text
);
COMMENT ON TABLE staging.tax_feed IS 'one row per clean row of the tax bureau''s feed, a receipt or a reversal';

CREATE UNLOGGED TABLE staging.target_table (
    campaign_id   integer NOT NULL,
    delivery_id   uuid NOT NULL,
    row_no        integer NOT NULL,
    unit_id       text NOT NULL,
    measure       text NOT NULL,
    persons       bigint,
    status        text NOT NULL,
    stated_source text NOT NULL
);
COMMENT ON TABLE staging.target_table IS 'one row per clean row of a delivered target table';

CREATE UNLOGGED TABLE staging.fund_transfer (
    campaign_id    integer NOT NULL,
    delivery_id    uuid NOT NULL,
    row_no         integer NOT NULL,
    payer          text NOT NULL,
    -- NULL = all units
    unit_id        text,
    batch_no       integer NOT NULL,
    amount_fen     bigint NOT NULL,
    -- number of the voucher; NULL = the list states none
    receipt_no     text,
    transferred_on date NOT NULL
);
COMMENT ON TABLE staging.fund_transfer IS 'one row per clean row of a list of transfers that funds confirm';

CREATE UNLOGGED TABLE staging.due_acknowledgement (
    campaign_id     integer NOT NULL,
    delivery_id     uuid NOT NULL,
    row_no          integer NOT NULL,
    list_no         integer NOT NULL,
    persons         bigint NOT NULL,
    amount_fen      bigint NOT NULL,
    sha256          text NOT NULL,
    acknowledged_on date NOT NULL
);
COMMENT ON TABLE staging.due_acknowledgement IS 'one row per clean row of the tax bureau''s acknowledgements of due lists';

CREATE UNLOGGED TABLE staging.tax_statement (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    person_key  uuid NOT NULL,
    receipt_no  text NOT NULL,
    is_reversal boolean NOT NULL,
    amount_fen  bigint NOT NULL,
    received_on date NOT NULL,
    unit_id     text
);
COMMENT ON TABLE staging.tax_statement IS 'one row per clean row of the tax bureau''s statement of a month';

CREATE UNLOGGED TABLE staging.correction_request (
    campaign_id  integer NOT NULL,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    person_key   uuid NOT NULL,
    item         text NOT NULL,
    requested_on date NOT NULL,
    completed_on date,
    unit_id      text
);
COMMENT ON TABLE staging.correction_request IS 'one row per clean row of requests to correct what the insurance system knows of persons';

CREATE VIEW staging.confirmed_transfer AS
SELECT
    r.campaign_id,
    r.delivery_id,
    r.row_no,
    r.payer,
    coalesce(r.unit_id, '') AS unit_id,
    r.batch_no,
    r.amount_fen,
    r.transferred_on,
    -- a part without a value is left out
    md5(
        concat_ws(
            '|', r.campaign_id, r.payer, coalesce(r.unit_id, ''), r.batch_no, r.amount_fen, r.transferred_on - date '1970-01-01',
            r.receipt_no
        )
    )::uuid AS transfer_id
FROM staging.fund_transfer AS r;
COMMENT ON VIEW staging.confirmed_transfer IS
'one row per staged row of a list of transfers, with the id that follows from its content (view)';

-- ------------------------------------------------------------------ links between keys

CREATE UNLOGGED TABLE staging.linked_touched (
    person_key uuid NOT NULL
);
COMMENT ON TABLE staging.linked_touched IS 'one row per key that a delivery, a revocation or a decision touches';

CREATE UNLOGGED TABLE staging.linked_reach (
    person_key uuid NOT NULL
);
COMMENT ON TABLE staging.linked_reach IS 'one row per key whose link may change';

CREATE UNLOGGED TABLE staging.linked_wanted (
    fact_key   uuid NOT NULL,
    person_key uuid NOT NULL
);
COMMENT ON TABLE staging.linked_wanted IS 'one row per key whose link may change, with the person that its facts belong to now';
