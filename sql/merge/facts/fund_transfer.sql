-- One fact per transfer that a fund confirms. Its id follows from its content, so that equal confirmations are one transfer.
INSERT INTO core.fund_transfer_fact (
    campaign_id, transfer_id, delivery_id, payer, unit_id, batch_no, amount_fen, transferred_on, cut_off_on, row_no
)
SELECT
    t.campaign_id,
    t.transfer_id,
    t.delivery_id,
    t.payer,
    t.unit_id,
    t.batch_no,
    t.amount_fen,
    t.transferred_on,
    CAST(:cut_off_on AS date),
    t.row_no
FROM staging.confirmed_transfer AS t
WHERE t.campaign_id = :campaign_id AND t.delivery_id = :delivery_id
ON CONFLICT DO NOTHING
