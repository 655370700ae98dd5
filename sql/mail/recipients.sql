-- One row per recipient with a waiting mail; who waits longest comes first.
SELECT m.recipient
FROM ledger.mail AS m
WHERE m.campaign_id = :campaign_id AND m.state = 'waiting'
GROUP BY m.recipient
ORDER BY min(m.queued_at), m.recipient
