-- The words of every reason for which a row is set aside, for whoever reads the marts.

-- one row per reason of the intake: what the sender is told
CREATE TABLE landing.reason (
    reason_code text PRIMARY KEY,
    message_zh  text NOT NULL
);
