-- Which of these pairs have been raised.
SELECT r.review_id
FROM vault.review AS r
WHERE r.review_id = ANY(CAST(:review_ids AS uuid []))
