-- One row per batch of refunds and unit that has lines in it, up to a day; the newest batch first. What is refunded and open is of now.
SELECT
    batch_no,
    as_of,
    unit_id,
    sum(listed_receipts)::bigint AS listed_receipts,
    sum(listed_fen)::bigint AS listed_fen,
    sum(confirmed_fen)::bigint AS confirmed_fen,
    sum(moved_fen)::bigint AS moved_fen,
    sum(open_fen)::bigint AS open_fen,
    max(days_open) AS days_open
FROM mart.refund
WHERE pack_code = :pack_code AND as_of <= :as_of
GROUP BY batch_no, as_of, unit_id
ORDER BY batch_no DESC, unit_id
