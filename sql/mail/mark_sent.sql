-- At most one row: a waiting mail that was sent before the database was recovered to an earlier time, now sent.
UPDATE ledger.mail
SET state = 'sent', ended_at = :ended_at, claimed_until = NULL, try_after = NULL
WHERE campaign_id = :campaign_id AND mail_key = :mail_key AND recipient = :recipient AND state = 'waiting'
