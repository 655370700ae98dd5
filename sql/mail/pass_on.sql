-- One row per mail to a group of offices that ends here: its members get the mail instead.
UPDATE ledger.mail
SET state = 'passed_on', ended_at = :now, claimed_until = NULL
WHERE
    campaign_id = :campaign_id AND recipient = :recipient AND state = 'waiting'
    AND (claimed_until IS NULL OR claimed_until <= :now)
RETURNING mail_key
