-- The newest due list of a campaign, and what may be charged by all lists; no row before the first.
SELECT
    l.list_no,
    l.has_categories,
    l.is_closing,
    l.chargeable_persons,
    l.chargeable_fen
FROM ledger.due_list AS l
WHERE l.campaign_id = :campaign_id
ORDER BY l.list_no DESC
LIMIT 1
