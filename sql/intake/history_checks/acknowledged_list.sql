-- One row per due list that the staged acknowledgements name and that is not made, with its first row.
SELECT
    t.list_no,
    min(t.row_no) AS row_no
FROM staging.due_acknowledgement AS t
WHERE
    t.campaign_id = :campaign_id AND t.delivery_id = :delivery_id
    AND NOT EXISTS (
        SELECT FROM ledger.due_list AS l
        WHERE l.campaign_id = t.campaign_id AND l.list_no = t.list_no
    )
GROUP BY t.list_no
ORDER BY min(t.row_no), t.list_no
