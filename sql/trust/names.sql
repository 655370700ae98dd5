-- Every cipher of a name or note outside of vault.person, once.
SELECT f.name_cipher FROM vault.certificate_fact AS f
WHERE f.name_cipher IS NOT NULL
UNION
SELECT r.name_cipher FROM vault.review AS r
WHERE r.name_cipher IS NOT NULL
UNION
SELECT n.note_cipher FROM vault.reason_note AS n
