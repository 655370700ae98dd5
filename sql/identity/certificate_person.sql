-- One row per certificate that is stated only together with a number: it has a person of its own key until both are linked.
INSERT INTO vault.person (person_key, document_kind, number_cipher, name_cipher)
SELECT
    u.certificate_key,
    CAST(:certificate_kind AS text),
    u.number_cipher,
    u.name_cipher
FROM
    unnest(CAST(:certificate_keys AS uuid []), CAST(:number_ciphers AS bytea []), CAST(:name_ciphers AS bytea []))
        AS u (certificate_key, number_cipher, name_cipher)
ON CONFLICT (person_key) DO NOTHING
