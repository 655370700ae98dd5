-- One row per given fund, unit ('' = all units) and batch that no settlement has opened.
SELECT
    t.payer,
    t.unit_id,
    t.batch_no
FROM unnest(CAST(:payers AS text []), CAST(:unit_ids AS text []), CAST(:batch_nos AS integer [])) AS t (payer, unit_id, batch_no)
WHERE
    NOT EXISTS (
        SELECT FROM ledger.settlement_batch AS b
        WHERE
            b.campaign_id = :campaign_id AND b.batch_no = t.batch_no
            AND (b.payers = '{}' OR t.payer = ANY(b.payers)) AND t.unit_id = coalesce(b.unit_ids[1], '')
    )
