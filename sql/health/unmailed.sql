-- One row: number of mails that have waited since before a moment or were refused for good, and when the first was queued.
SELECT
    count(*) FILTER (WHERE m.state = 'waiting') AS waiting,
    count(*) FILTER (WHERE m.state = 'refused') AS refused,
    min(m.queued_at) AS since
FROM ledger.mail AS m
WHERE m.campaign_id = :campaign_id AND (m.state = 'refused' OR (m.state = 'waiting' AND m.queued_at < :before))
