-- One row per new word for a category that the pack does not list; a known word keeps its number.
INSERT INTO landing.unlisted_category (campaign_id, category_no, word, delivery_id)
SELECT
    :campaign_id,
    COALESCE((SELECT MAX(category_no) FROM landing.unlisted_category WHERE campaign_id = :campaign_id), 0)
    + ROW_NUMBER() OVER (ORDER BY n.word),
    n.word,
    CAST(:delivery_id AS uuid)
FROM UNNEST(CAST(:words AS text [])) AS n (word)
WHERE NOT EXISTS (SELECT FROM landing.unlisted_category AS w WHERE w.campaign_id = :campaign_id AND w.word = n.word)
