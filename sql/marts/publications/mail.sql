-- One row per mail and recipient: what it is about, and whether the mail server has taken it. No text, no address, no answer of the server.
CREATE OR REPLACE VIEW mart.mail AS
SELECT
    c.pack_code,
    m.mail_key,
    m.recipient,
    SPLIT_PART(m.mail_key, '/', 1) AS mail_kind,
    CASE WHEN SPLIT_PART(m.mail_key, '/', 1) = 'publication' THEN SPLIT_PART(m.mail_key, '/', 2)::uuid END AS publication_id,
    m.business_date,
    m.state,
    m.attempts,
    m.queued_at,
    m.ended_at
FROM ledger.mail AS m
INNER JOIN policy.campaign AS c ON m.campaign_id = c.campaign_id;
