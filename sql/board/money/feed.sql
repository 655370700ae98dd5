-- One row per tax feed up to a day, the newest first: its control row, new receipts, what is open, and the state of its reconciliation.
SELECT
    cut_off_on,
    control_rows,
    control_fen,
    receipt_fen,
    open_rows,
    open_fen,
    state,
    state_zh,
    owner_zh
FROM mart.reconciliation_feed
WHERE pack_code = :pack_code AND cut_off_on <= :as_of
ORDER BY cut_off_on DESC, delivered_on DESC, delivery_id ASC
