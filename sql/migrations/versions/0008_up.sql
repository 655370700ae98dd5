-- Lists in time: a sender can revoke a version of a list; who should send what by when; reminders that went out.

ALTER TABLE landing.delivery
DROP CONSTRAINT delivery_state_check,
ADD CONSTRAINT delivery_state_check
CHECK (state IN ('landed', 'committed', 'held', 'rejected', 'superseded', 'revoked'));

-- one row per version of a list that its sender has taken back, whether the list arrived before or after that
CREATE TABLE landing.revocation (
    campaign_id integer NOT NULL,
    source      text NOT NULL,
    period      text NOT NULL,
    version     integer NOT NULL,
    revoked_on  date NOT NULL,
    revoked_by  text NOT NULL,
    reason      text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, source, period, version)
);

-- one row per delivery that the pack expects: of that source, with a cut-off after covers_after and not after covers_to
CREATE TABLE policy.expected_delivery (
    campaign_id  integer NOT NULL,
    source       text NOT NULL,
    due_on       date NOT NULL,
    sender       text NOT NULL,
    contact      text NOT NULL,
    list_mode    text NOT NULL,
    period       text NOT NULL,
    covers_after date,
    covers_to    date NOT NULL,
    rule_id      text NOT NULL,
    PRIMARY KEY (campaign_id, source, due_on)
);

-- one row per expected delivery whose sender was reminded
CREATE TABLE ledger.reminder (
    campaign_id integer NOT NULL,
    source      text NOT NULL,
    due_on      date NOT NULL,
    period      text NOT NULL,
    reminded_on date NOT NULL,
    mailed_at   timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, source, due_on)
);

-- packs are written anew, with what they expect
UPDATE policy.campaign SET pack_version = '';
