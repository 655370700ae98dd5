-- One row per pair of persons of the campaign with equal name and birth date and different keys, unless the pair was raised
-- before.
-- A key that is linked to another person is no person of its own. Ciphers of equal names are equal, so no name is decrypted.
WITH known AS (
    SELECT
        t.person_key,
        t.birth_on,
        v.name_cipher,
        v.number_cipher,
        v.document_kind,
        t.household_key,
        coalesce(t.roll_unit_id, t.list_unit_id) AS unit_id
    FROM core.trait AS t
    INNER JOIN vault.person AS v ON t.person_key = v.person_key
    WHERE t.campaign_id = :campaign_id AND t.birth_on IS NOT NULL AND v.name_cipher IS NOT NULL
),

shared AS (
    SELECT
        k.name_cipher,
        k.birth_on
    FROM known AS k
    GROUP BY k.name_cipher, k.birth_on
    HAVING count(*) > 1
),

namesake AS (
    SELECT k.*
    FROM known AS k
    INNER JOIN shared AS s ON k.name_cipher = s.name_cipher AND k.birth_on = s.birth_on
)

SELECT
    md5(a.person_key || '|' || b.person_key)::uuid AS review_id,
    a.person_key AS first_key,
    b.person_key AS second_key,
    a.number_cipher AS first_number,
    b.number_cipher AS second_number,
    a.document_kind AS first_kind,
    b.document_kind AS second_kind,
    a.unit_id = b.unit_id AS same_unit,
    a.household_key = b.household_key AS same_household
FROM namesake AS a
INNER JOIN namesake AS b ON a.name_cipher = b.name_cipher AND a.birth_on = b.birth_on AND a.person_key < b.person_key
LEFT JOIN vault.review AS r
    ON md5(a.person_key || '|' || b.person_key)::uuid = r.review_id
WHERE r.review_id IS NULL
ORDER BY a.person_key, b.person_key
