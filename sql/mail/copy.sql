-- One new row: a mail to a group, for one of its members; none if the member has it already.
INSERT INTO ledger.mail (
    campaign_id, mail_key, recipient, subject, plain, html, attachments, business_date, queued_at
)
SELECT
    g.campaign_id,
    g.mail_key,
    CAST(:member AS text) AS recipient,
    g.subject,
    g.plain,
    g.html,
    g.attachments,
    g.business_date,
    g.queued_at
FROM ledger.mail AS g
WHERE g.campaign_id = :campaign_id AND g.mail_key = :mail_key AND g.recipient = :recipient
ON CONFLICT DO NOTHING
