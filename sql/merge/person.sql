-- One vault row per person, from the first row that names the person; later names go to review (they never overwrite).
INSERT INTO vault.person (person_key, document_kind, number_cipher, name_cipher, phone_cipher)
SELECT DISTINCT ON (a.person_key)
    a.person_key,
    r.document_kind,
    r.number_cipher,
    r.name_cipher,
    r.phone_cipher
FROM staging.identity_row AS r
INNER JOIN vault.alias AS a ON r.alias_key = a.alias_key
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
ORDER BY a.person_key, r.row_no
ON CONFLICT (person_key) DO NOTHING
