-- One row per pair of persons of the campaign with equal name and day of birth, and other keys, that was never raised.
-- Who is linked to another is nobody of their own. Ciphers of equal names are equal, so nothing is opened to find them.
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

alike AS (
    SELECT k.*
    FROM known AS k
    INNER JOIN shared AS s ON k.name_cipher = s.name_cipher AND k.birth_on = s.birth_on
)

SELECT
    md5(one.person_key || '|' || two.person_key)::uuid AS review_id,
    one.person_key AS first_key,
    two.person_key AS second_key,
    one.number_cipher AS first_number,
    two.number_cipher AS second_number,
    one.document_kind AS first_kind,
    two.document_kind AS second_kind,
    one.unit_id = two.unit_id AS same_unit,
    one.household_key = two.household_key AS same_household
FROM alike AS one
INNER JOIN alike AS two ON one.name_cipher = two.name_cipher AND one.birth_on = two.birth_on AND one.person_key < two.person_key
LEFT JOIN vault.review AS r
    ON md5(one.person_key || '|' || two.person_key)::uuid = r.review_id
WHERE r.review_id IS NULL
ORDER BY one.person_key, two.person_key
