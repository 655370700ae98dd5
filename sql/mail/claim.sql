-- At most one row: the oldest waiting mail of a recipient, now claimed by this run. None while another run sends it, or during
-- the pause after a failure. The conditions on the row stand outside, so that the second of two runs sees them changed.
UPDATE ledger.mail
SET attempts = attempts + 1, claimed_until = :claimed_until
WHERE
    campaign_id = :campaign_id AND recipient = :recipient AND state = 'waiting'
    AND (claimed_until IS NULL OR claimed_until <= :now)
    AND (try_after IS NULL OR try_after <= :now OR CAST(:at_once AS boolean))
    AND mail_key = (
        SELECT w.mail_key
        FROM ledger.mail AS w
        WHERE w.campaign_id = :campaign_id AND w.recipient = :recipient AND w.state = 'waiting'
        ORDER BY w.queued_at, w.mail_key
        LIMIT 1
    )
RETURNING mail_key, recipient, subject, plain, html, attachments, attempts
