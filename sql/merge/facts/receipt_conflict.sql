-- One quarantined row per given row of the feed, whose number (of a receipt, or of a reversal) is known already with other content:
-- an official decides about the conflict.
INSERT INTO landing.quarantine (campaign_id, delivery_id, row_no, reason_code, column_name)
SELECT DISTINCT
    CAST(:campaign_id AS integer),
    CAST(:delivery_id AS uuid),
    u.row_no,
    'receipt_conflict',
    'receipt_no'
FROM unnest(CAST(:row_nos AS integer [])) AS u (row_no)
ON CONFLICT DO NOTHING
