-- One row per mail and recipient of a campaign, with its content and state, the oldest first.
SELECT
    m.mail_key,
    m.recipient,
    m.subject,
    m.plain,
    m.html,
    m.attachments,
    m.state,
    m.ended_at
FROM ledger.mail AS m
WHERE m.campaign_id = :campaign_id
ORDER BY m.queued_at, m.mail_key, m.recipient
