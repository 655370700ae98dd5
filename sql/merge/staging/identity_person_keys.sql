-- Staged identities whose document number is in vault.alias get the key of the person who has that number. Run once, right after
-- the load, on the connection that writes persons. The rows are written again, because on a cluster the key of a row is fixed.
WITH moved AS (
    DELETE FROM staging.identity_row AS r
    USING vault.alias AS a
    WHERE r.person_key = a.alias_key
    RETURNING
        r.campaign_id, r.delivery_id, r.row_no, a.person_key, r.document_kind, r.number_cipher, r.name_cipher, r.phone_cipher
)

INSERT INTO staging.identity_row (
    campaign_id, delivery_id, row_no, person_key, document_kind, number_cipher, name_cipher, phone_cipher
)
SELECT
    m.campaign_id,
    m.delivery_id,
    m.row_no,
    m.person_key,
    m.document_kind,
    m.number_cipher,
    m.name_cipher,
    m.phone_cipher
FROM moved AS m
