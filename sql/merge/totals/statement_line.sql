-- One line per clean row of a statement of the tax bureau. Equal rows are all kept: a number in several lines is a difference.
INSERT INTO core.statement_line (
    campaign_id, delivery_id, row_no, person_key, receipt_no, is_reversal, amount_fen, received_on, unit_id, cut_off_on
)
SELECT
    r.campaign_id,
    r.delivery_id,
    r.row_no,
    r.person_key,
    r.receipt_no,
    r.is_reversal,
    r.amount_fen,
    r.received_on,
    r.unit_id,
    CAST(:cut_off_on AS date)
FROM staging.tax_statement AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
