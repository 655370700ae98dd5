-- The highest key of a person that the rotation has prepared; no row before the first batch.
SELECT r.person_key
FROM vault.rotated_person AS r
ORDER BY r.person_key DESC
LIMIT 1
