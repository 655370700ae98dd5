-- One row per new person, from the first row that names the person; later names go to review and never overwrite.
-- The person's key is the keyed hash of the number. Merges run one at a time, so a number that is unknown at the look-up cannot
-- be inserted meanwhile; ON CONFLICT would cost half as much again.
INSERT INTO vault.person (person_key, document_kind, number_cipher, name_cipher, phone_cipher)
SELECT DISTINCT ON (r.person_key)
    r.person_key,
    r.document_kind,
    r.number_cipher,
    r.name_cipher,
    r.phone_cipher
FROM staging.identity_row AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    AND NOT EXISTS (SELECT FROM vault.person AS v WHERE v.person_key = r.person_key)
ORDER BY r.person_key, r.row_no
