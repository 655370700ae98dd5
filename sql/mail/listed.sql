-- One row per mail and recipient, the oldest first: those that are not sent, or all.
SELECT
    m.mail_key,
    m.recipient,
    m.subject,
    m.business_date,
    m.state,
    m.attempts,
    m.answer,
    m.try_after
FROM ledger.mail AS m
WHERE m.campaign_id = :campaign_id AND (m.state NOT IN ('sent', 'passed_on') OR CAST(:all_states AS boolean))
ORDER BY m.queued_at, m.mail_key, m.recipient
