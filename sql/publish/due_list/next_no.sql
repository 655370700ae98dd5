-- The number of the next list.
SELECT coalesce(max(l.list_no), 0) + 1 AS list_no
FROM ledger.due_list AS l
WHERE l.campaign_id = :campaign_id
