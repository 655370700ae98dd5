-- One row per fund: what the ledger's totals state for the batches before and up to this batch. They have no person, so that the
-- lines are compared with another table.
SELECT
    s.payer,
    sum(s.before_fen)::bigint AS before_fen,
    sum(s.now_fen)::bigint AS settled_fen
FROM (
    SELECT
        n.payer,
        n.unit_id,
        0 AS before_fen,
        n.fund_fen AS now_fen
    FROM mart.progress_sums(:campaign_id, :known_no, :as_of) AS n
    UNION ALL
    SELECT
        b.payer,
        b.unit_id,
        b.fund_fen AS before_fen,
        0 AS now_fen
    FROM mart.progress_sums(:campaign_id, :before_no, coalesce(CAST(:before_as_of AS date), '-infinity')) AS b
) AS s
WHERE
    s.payer <> ''
    AND (CAST(:payers AS text []) IS NULL OR s.payer = ANY(CAST(:payers AS text [])))
    AND (CAST(:unit_ids AS text []) IS NULL OR s.unit_id = ANY(CAST(:unit_ids AS text [])))
GROUP BY s.payer
ORDER BY s.payer
