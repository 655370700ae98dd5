-- One fact per row that states how the tax bureau loaded a due list. mart.due_list takes the newest statement of each list.
INSERT INTO core.due_acknowledgement_fact (
    campaign_id, delivery_id, row_no, list_no, persons, amount_fen, sha256, acknowledged_on, cut_off_on
)
SELECT
    t.campaign_id,
    t.delivery_id,
    t.row_no,
    t.list_no,
    t.persons,
    t.amount_fen,
    t.sha256,
    t.acknowledged_on,
    CAST(:cut_off_on AS date)
FROM staging.due_acknowledgement AS t
WHERE t.campaign_id = :campaign_id AND t.delivery_id = :delivery_id
ON CONFLICT DO NOTHING
