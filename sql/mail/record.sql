-- At most one row: how the attempt ended. A run that was taken for dead may still record that the mail was sent, nothing else.
UPDATE ledger.mail
SET state = :state, answer = :answer, try_after = :try_after, claimed_until = NULL, ended_at = :ended_at
WHERE
    campaign_id = :campaign_id AND mail_key = :mail_key AND recipient = :recipient AND state = 'waiting'
    AND (attempts = :attempts OR :state = 'sent')
