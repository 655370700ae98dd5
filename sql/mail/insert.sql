-- One row per recipient of a mail; nothing happens if it is queued already.
INSERT INTO ledger.mail (
    campaign_id, mail_key, recipient, subject, plain, html, attachments, business_date, queued_at
)
VALUES (
    :campaign_id, :mail_key, :recipient, :subject, :plain, :html, CAST(:attachments AS jsonb), :business_date, :queued_at
)
ON CONFLICT DO NOTHING
