-- One row per earlier division of funds and units that shares a fund of a unit with this division and differs from it: what it
-- settled would be settled again.
SELECT DISTINCT
    b.payers,
    b.unit_ids
FROM ledger.settlement_batch AS b
WHERE
    b.campaign_id = :campaign_id
    AND (b.payers, b.unit_ids) <> (CAST(:payers AS text []), CAST(:unit_ids AS text []))
    AND (b.payers = '{}' OR CAST(:payers AS text []) = '{}' OR b.payers && CAST(:payers AS text []))
    AND (b.unit_ids = '{}' OR CAST(:unit_ids AS text []) = '{}' OR b.unit_ids && CAST(:unit_ids AS text []))
