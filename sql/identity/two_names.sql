-- One pair per number of the delivery, and name, that differs from the name of the number's person.
INSERT INTO vault.review (
    review_id, kind, campaign_id, source, first_key, second_key, name_cipher, score, agreeing, differing
)
SELECT DISTINCT ON (v.person_key, r.name_cipher)
    md5(v.person_key || '|' || encode(r.name_cipher, 'hex'))::uuid AS review_id,
    'two_names' AS kind,
    r.campaign_id,
    CAST(:source AS text) AS source,
    v.person_key AS first_key,
    v.person_key AS second_key,
    r.name_cipher,
    100 AS score,
    '{number}' AS agreeing,
    '{name}' AS differing
FROM staging.identity_row AS r
INNER JOIN vault.person AS v ON r.person_key = v.person_key
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.name_cipher <> v.name_cipher
    -- the id of an entry that was raised under former keys was made of another cipher
    AND NOT EXISTS (
        SELECT FROM vault.review AS e
        WHERE e.kind = 'two_names' AND e.first_key = v.person_key AND e.name_cipher = r.name_cipher
    )
ORDER BY v.person_key, r.name_cipher
ON CONFLICT (review_id) DO NOTHING
