-- What persons decided about held deliveries, and the workbooks that went back to senders.

-- one row per decision of a person about a held delivery; a delivery that was held again has several. Never changed.
CREATE TABLE landing.decision (
    campaign_id    integer NOT NULL,
    delivery_id    uuid NOT NULL,
    decision_no    integer NOT NULL CHECK (decision_no > 0),
    verdict        text NOT NULL CHECK (verdict IN ('accept', 'reject')),
    outcome        text NOT NULL CHECK (outcome IN ('committed', 'superseded', 'revoked', 'rejected', 'held')),
    decided_by     text NOT NULL CHECK (decided_by <> ''),
    note           text NOT NULL,
    waived         text [] NOT NULL,
    shown          jsonb NOT NULL,
    shown_sha256   text NOT NULL,
    file_sha256    text NOT NULL,
    business_date  date NOT NULL,
    decided_at     timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, delivery_id, decision_no)
);

-- one row per workbook that goes back to a sender: one for the gate's decision, and one for each decision of a person
CREATE TABLE landing.feedback (
    campaign_id    integer NOT NULL,
    delivery_id    uuid NOT NULL,
    edition        integer NOT NULL CHECK (edition > 0),
    state          text NOT NULL,
    file_name      text NOT NULL,
    sha256         text NOT NULL,
    shown_rows     integer NOT NULL,
    finding_rows   integer NOT NULL,
    made_on        date NOT NULL,
    made_at        timestamptz NOT NULL,
    mailed_at      timestamptz,
    PRIMARY KEY (campaign_id, delivery_id, edition)
);
