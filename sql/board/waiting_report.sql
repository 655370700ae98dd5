-- One row per report of a pack that waits for approval, the oldest first.
SELECT
    report,
    cadence,
    as_of,
    recipient,
    correction_no,
    reasons,
    enrolled_persons,
    enrolled_persons_before,
    received_fen,
    received_fen_before,
    approvers_zh,
    asked_on,
    published_at,
    publication_id
FROM mart.waiting_report
WHERE pack_code = :pack_code
ORDER BY published_at, publication_id
