-- One row per pair in the queue of a campaign, open ones first, with the ciphers that the loader's command shows masked.
SELECT
    s.review_id,
    s.kind,
    s.source,
    s.state,
    r.score,
    r.agreeing,
    r.differing,
    a.name_cipher AS first_name,
    coalesce(r.name_cipher, b.name_cipher) AS second_name,
    a.number_cipher AS first_number,
    b.number_cipher AS second_number
FROM vault.review_state AS s
INNER JOIN vault.review AS r ON s.review_id = r.review_id
LEFT JOIN vault.person AS a ON r.first_key = a.person_key
LEFT JOIN vault.person AS b ON r.second_key = b.person_key
WHERE s.campaign_id = :campaign_id AND (CAST(:everything AS boolean) OR s.state = 'open')
ORDER BY s.state <> 'open', r.score DESC, s.review_id
LIMIT :most
