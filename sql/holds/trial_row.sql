-- One row per person that a release would change, removed ones first, with the ciphers that the loader's command shows masked, and
-- the result of the latest plan year that differs. At most :most rows.
SELECT
    p.change,
    p.gained,
    p.lost,
    v.name_cipher,
    v.number_cipher,
    r.status_before,
    r.status_after,
    r.due_before_fen,
    r.due_after_fen
FROM trial_person AS p
LEFT JOIN vault.person AS v ON p.person_key = v.person_key
LEFT JOIN (
    SELECT DISTINCT ON (t.person_key) t.* FROM trial_result AS t
    ORDER BY t.person_key, t.plan_year DESC
) AS r ON p.person_key = r.person_key
ORDER BY p.change = 'removed' DESC, p.change = 'changed' DESC, p.person_key
LIMIT :most
