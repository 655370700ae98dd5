-- One row per fund, units and numbered batch up to a day, the newest first.
SELECT
    payer_label,
    unit_id,
    unit_name,
    batch_no,
    as_of,
    batch_fen,
    confirmed_fen,
    confirmed_on,
    open_fen
FROM mart.settlement
WHERE pack_code = :pack_code AND as_of <= :as_of
ORDER BY as_of DESC, batch_no DESC, payer_label ASC, unit_id ASC
