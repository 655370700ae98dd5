-- One row per given number of a due list that is not made.
SELECT t.list_no
FROM unnest(CAST(:list_nos AS integer [])) AS t (list_no)
WHERE
    NOT EXISTS (
        SELECT FROM ledger.due_list AS l
        WHERE l.campaign_id = :campaign_id AND l.list_no = t.list_no
    )
ORDER BY t.list_no
