-- One pair per certificate and number that a row states together: an official can decide about it, linked or not.
-- The pair's id is computed from both keys, so a pair is never raised twice.
INSERT INTO vault.review (
    review_id, kind, campaign_id, source, first_key, second_key, score, agreeing, differing
)
SELECT DISTINCT ON (f.certificate_key, f.number_key)
    md5(least(f.certificate_key, f.number_key) || '|' || greatest(f.certificate_key, f.number_key))::uuid AS review_id,
    'certificate_and_number' AS kind,
    f.campaign_id,
    d.source,
    f.certificate_key AS first_key,
    f.number_key AS second_key,
    100 AS score,
    '{row}' AS agreeing,
    '{}' AS differing
FROM vault.certificate_fact AS f
INNER JOIN staging.linked_wanted AS w ON f.certificate_key = w.fact_key
INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
WHERE f.campaign_id = :campaign_id AND f.number_key IS NOT NULL
ORDER BY f.certificate_key, f.number_key, d.source
ON CONFLICT (review_id) DO NOTHING
