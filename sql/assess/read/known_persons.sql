-- One row: the planner's estimate of the campaign's persons with facts; 0 if its statistics do not contain the campaign.
SELECT CAST(coalesce(sum(c.reltuples * m.share), 0) AS bigint) AS persons
FROM pg_class AS c
INNER JOIN pg_stats AS s ON s.schemaname = 'core' AND c.relname = s.tablename AND s.attname = 'campaign_id'
CROSS JOIN LATERAL unnest(CAST(CAST(s.most_common_vals AS text) AS text []), s.most_common_freqs) AS m (value, share)
WHERE c.oid = CAST('core.trait' AS regclass) AND m.value = CAST(:campaign_id AS text)
