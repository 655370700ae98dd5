-- One row per answer with a note in the township's own words, encrypted.
INSERT INTO vault.reason_note (campaign_id, delivery_id, row_no, note_cipher)
SELECT
    r.campaign_id,
    r.delivery_id,
    r.row_no,
    r.note_cipher
FROM staging.uninsured_reason AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    AND r.reason IS NOT NULL AND r.note_cipher IS NOT NULL
