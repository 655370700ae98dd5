-- One row per given pair that was raised before.
SELECT r.review_id
FROM vault.review AS r
WHERE r.review_id = ANY(CAST(:review_ids AS uuid []))
