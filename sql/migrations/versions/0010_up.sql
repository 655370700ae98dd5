-- One person under several keys: birth certificates that stand for a number, links between keys, and pairs for a person to decide.

-- one row per row of a delivery that names a birth certificate, alone or beside a document number. Never changed.
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

-- one row per pair of keys that may be one person, or per second name of a number. Raised once, never changed.
CREATE TABLE vault.review (
    review_id    uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('certificate_and_number', 'two_names', 'look_alike')),
    campaign_id  integer NOT NULL,
    source       text NOT NULL,
    first_key    uuid NOT NULL,
    second_key   uuid NOT NULL,
    name_cipher  bytea,
    score        smallint NOT NULL,
    agreeing     text [] NOT NULL,
    differing    text [] NOT NULL,
    CHECK ((kind = 'two_names') = (first_key = second_key))
);
CREATE INDEX review_first ON vault.review (first_key);
CREATE INDEX review_second ON vault.review (second_key);

-- one row per decision of a person about a pair; the last one counts, 'undo' takes back what was decided. Never changed.
CREATE TABLE vault.review_decision (
    review_id      uuid NOT NULL,
    decision_no    integer NOT NULL CHECK (decision_no > 0),
    verdict        text NOT NULL CHECK (verdict IN ('same', 'different', 'undo')),
    decided_by     text NOT NULL CHECK (decided_by <> ''),
    reason         text NOT NULL CHECK (reason <> ''),
    campaign_id    integer NOT NULL,
    committed_no   bigint NOT NULL,
    business_date  date NOT NULL,
    decided_at     timestamptz NOT NULL,
    PRIMARY KEY (review_id, decision_no)
);

-- one row per change of whose facts a key's facts are; person_key = fact_key takes a link back. The trail, never changed.
CREATE TABLE core.person_link (
    fact_key      uuid NOT NULL,
    campaign_id   integer NOT NULL,
    committed_no  bigint NOT NULL,
    person_key    uuid NOT NULL,
    cause         text NOT NULL CHECK (cause IN ('delivery', 'decision', 'standing')),
    cause_id      uuid,
    PRIMARY KEY (fact_key, campaign_id, committed_no)
);

-- one row per key whose facts are those of another person's key, as it stands; that one is never in fact_key
CREATE TABLE core.linked_person (
    fact_key    uuid PRIMARY KEY,
    person_key  uuid NOT NULL,
    CHECK (fact_key <> person_key)
);
CREATE INDEX linked_person_person ON core.linked_person (person_key);

-- one row per entry of the queue: what has become of it. 'withdrawn': no row that is in force says it any more
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

-- one row per (campaign, source, unit, reason, state): how many entries of the queue; marts may not read the vault
CREATE TABLE core.review_count (
    campaign_id  integer NOT NULL,
    source       text NOT NULL,
    unit_id      text NOT NULL,
    kind         text NOT NULL,
    state        text NOT NULL,
    entries      integer NOT NULL,
    PRIMARY KEY (campaign_id, source, unit_id, kind, state)
);

-- one row per key that a delivery, a revocation or a decision touches
CREATE UNLOGGED TABLE staging.linked_touched (
    person_key uuid NOT NULL
);

-- one row per key that may be concerned
CREATE UNLOGGED TABLE staging.linked_reach (
    person_key uuid NOT NULL
);

-- one row per key that may be concerned: whose it is now
CREATE UNLOGGED TABLE staging.linked_wanted (
    fact_key    uuid NOT NULL,
    person_key  uuid NOT NULL
);

-- one row per key whose facts count for another person who is read or judged, as this assessment found it
CREATE UNLOGGED TABLE staging.assess_linked (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    fact_key    uuid NOT NULL
);

-- one row per key whose facts are read; the person may have several. A table, so that the planner knows how many they are
CREATE UNLOGGED TABLE staging.assess_changed_key (
    campaign_id integer NOT NULL,
    person_key  uuid NOT NULL,
    fact_key    uuid NOT NULL
);

-- one row per key of a person to assess
CREATE VIEW staging.assess_person_key AS
SELECT
    p.campaign_id,
    p.person_key,
    p.person_key AS fact_key
FROM staging.assess_person AS p
UNION ALL
SELECT
    l.campaign_id,
    l.person_key,
    l.fact_key
FROM staging.assess_linked AS l;

-- one row per key whose receipts are laid out
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
