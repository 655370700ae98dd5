-- Identity, encrypted by the application, and pairs of keys that may belong to one person.

CREATE SCHEMA vault;

-- Versions of the two data keys. No key is stored here unless a master key wraps it. `stable_cipher`: the stable key, encrypted by
-- the version's cipher key.
CREATE TABLE vault.data_key (
    key_no             integer PRIMARY KEY CHECK (key_no > 0),
    state              text NOT NULL CHECK (state IN ('next', 'current', 'retired')),
    hash_check         bytea NOT NULL,
    cipher_check       bytea NOT NULL,
    stable_cipher      bytea NOT NULL,
    wrapped_hash_key   bytea,
    wrapped_cipher_key bytea,
    CHECK ((wrapped_hash_key IS NULL) = (wrapped_cipher_key IS NULL))
);
COMMENT ON TABLE vault.data_key IS
'one row per version of the two data keys, with the check values that each start and each step compares';

CREATE TABLE vault.person (
    person_key    uuid PRIMARY KEY,
    document_kind text NOT NULL,
    number_cipher bytea NOT NULL,
    name_cipher   bytea,
    phone_cipher  bytea
);
COMMENT ON TABLE vault.person IS
'one row per person, named by the keyed hash of the document number; identity is encrypted by the application';

CREATE TABLE vault.rotated_person (
    person_key    uuid PRIMARY KEY,
    alias_key     uuid NOT NULL,
    number_cipher bytea NOT NULL,
    name_cipher   bytea,
    phone_cipher  bytea
);
COMMENT ON TABLE vault.rotated_person IS
'one row per person that a rotation of keys has prepared under the next keys; empty unless a rotation has not ended';

CREATE TABLE vault.alias (
    alias_key  uuid PRIMARY KEY,
    person_key uuid NOT NULL
);
COMMENT ON TABLE vault.alias IS
'one row per document number (as keyed hash) whose person has another key than the number''s own; empty before the first rotation of keys';

CREATE TABLE vault.certificate_fact (
    campaign_id     integer NOT NULL,
    delivery_id     uuid NOT NULL,
    row_no          integer NOT NULL,
    certificate_key uuid NOT NULL,
    number_key      uuid,
    name_cipher     bytea,
    birth_on        date,
    is_clear        boolean NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, row_no)
);
CREATE INDEX certificate_fact_certificate ON vault.certificate_fact (certificate_key);
CREATE INDEX certificate_fact_number ON vault.certificate_fact (number_key) WHERE number_key IS NOT NULL;
COMMENT ON TABLE vault.certificate_fact IS
'one row per row of a delivery that states a birth certificate, alone or with a document number; only a rotation of keys changes its cipher';

CREATE TABLE vault.reason_note (
    campaign_id integer NOT NULL,
    delivery_id uuid NOT NULL,
    row_no      integer NOT NULL,
    note_cipher bytea NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, row_no)
);
COMMENT ON TABLE vault.reason_note IS
'one row per answer of a township that has a note in its own words; only a rotation of keys changes its cipher';

CREATE TABLE vault.review (
    review_id   uuid PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('certificate_and_number', 'two_names', 'look_alike')),
    campaign_id integer NOT NULL,
    source      text NOT NULL,
    first_key   uuid NOT NULL,
    second_key  uuid NOT NULL,
    name_cipher bytea,
    score       smallint NOT NULL,
    agreeing    text [] NOT NULL,
    differing   text [] NOT NULL,
    CHECK ((kind = 'two_names') = (first_key = second_key))
);
CREATE INDEX review_first ON vault.review (first_key);
CREATE INDEX review_second ON vault.review (second_key);
COMMENT ON TABLE vault.review IS
'one row per pair of keys that may belong to one person, or per second name of a number; only a rotation of keys changes its cipher';

CREATE TABLE vault.review_decision (
    review_id     uuid NOT NULL,
    decision_no   integer NOT NULL CHECK (decision_no > 0),
    verdict       text NOT NULL CHECK (verdict IN ('same', 'different', 'undo')),
    decided_by    text NOT NULL CHECK (decided_by <> ''),
    reason        text NOT NULL CHECK (reason <> ''),
    campaign_id   integer NOT NULL,
    committed_no  bigint NOT NULL,
    business_date date NOT NULL,
    decided_at    timestamptz NOT NULL,
    PRIMARY KEY (review_id, decision_no)
);
COMMENT ON TABLE vault.review_decision IS
'one row per official''s decision about a pair; the last decision counts, undo cancels the decision before it; never changed';

-- State 'withdrawn': no effective row states the pair any more.
CREATE VIEW vault.review_state AS
SELECT
    r.review_id,
    r.campaign_id,
    r.kind,
    r.source,
    coalesce(a.person_key, r.first_key) AS person_key,
    CASE
        WHEN d.verdict IN ('same', 'different') THEN d.verdict
        WHEN coalesce(a.person_key, r.first_key) = coalesce(b.person_key, r.second_key) AND r.kind <> 'two_names' THEN 'linked'
        WHEN r.kind = 'certificate_and_number' AND NOT EXISTS (
            SELECT FROM vault.certificate_fact AS f
            INNER JOIN landing.delivery AS e ON f.campaign_id = e.campaign_id AND f.delivery_id = e.delivery_id
            WHERE
                f.certificate_key = r.first_key AND f.number_key = r.second_key
                AND e.state NOT IN ('superseded', 'revoked')
        ) THEN 'withdrawn'
        ELSE 'open'
    END AS state
FROM vault.review AS r
LEFT JOIN core.linked_person AS a ON r.first_key = a.fact_key
LEFT JOIN core.linked_person AS b ON r.second_key = b.fact_key
LEFT JOIN LATERAL (
    SELECT e.verdict FROM vault.review_decision AS e
    WHERE e.review_id = r.review_id
    ORDER BY e.decision_no DESC
    LIMIT 1
) AS d ON TRUE;
COMMENT ON VIEW vault.review_state IS 'one row per pair of vault.review, with its present state (view)';
