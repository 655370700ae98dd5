-- One row per key of a pair that an official decides about.
INSERT INTO staging.linked_touched (person_key)
SELECT r.first_key FROM vault.review AS r WHERE r.review_id = :review_id
UNION
SELECT r.second_key FROM vault.review AS r WHERE r.review_id = :review_id
