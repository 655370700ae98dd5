-- One row: mails of a campaign by state.
SELECT
    count(*) FILTER (WHERE m.state = 'sent') AS sent,
    count(*) FILTER (WHERE m.state = 'waiting') AS waiting,
    count(*) FILTER (WHERE m.state = 'refused') AS refused
FROM ledger.mail AS m
WHERE m.campaign_id = :campaign_id
