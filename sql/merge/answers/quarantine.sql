-- One quarantined row per given row, whose person is unknown to the campaign.
INSERT INTO landing.quarantine (campaign_id, delivery_id, row_no, reason_code, column_name)
SELECT
    CAST(:campaign_id AS integer),
    CAST(:delivery_id AS uuid),
    u.row_no,
    'person_unknown',
    'document_number'
FROM unnest(CAST(:row_nos AS integer [])) AS u (row_no)
ON CONFLICT DO NOTHING
