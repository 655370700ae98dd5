-- One row per pair of a campaign whose number begins with the given text: its kind, its state, and how often officials decided
-- about it.
SELECT
    s.review_id,
    s.kind,
    s.state,
    (SELECT count(*) FROM vault.review_decision AS d WHERE d.review_id = s.review_id) AS decisions
FROM vault.review_state AS s
WHERE s.campaign_id = :campaign_id AND starts_with(s.review_id::text, :start)
ORDER BY s.review_id
LIMIT 2
