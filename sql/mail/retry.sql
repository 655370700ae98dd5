-- One row per refused mail that waits again, of one recipient or of all.
UPDATE ledger.mail
SET state = 'waiting', try_after = NULL, ended_at = NULL
WHERE
    campaign_id = :campaign_id AND state = 'refused'
    AND (CAST(:recipient AS text) IS NULL OR recipient = CAST(:recipient AS text))
