-- One row per table about persons or situations that is large enough for many rows of a campaign and whose statistics do not
-- contain the campaign.
-- The planner would estimate one row and join by nested loops. This happens with the second campaign in a warehouse, until it
-- grows. A row takes at least 32 bytes.
SELECT
    n.nspname AS schema_name,
    c.relname AS table_name
FROM pg_class AS c
INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE
    n.nspname IN ('core', 'ledger') AND c.relkind = 'r' AND pg_relation_size(c.oid) >= 32 * :many
    AND 2 <= (
        SELECT count(*) FROM pg_attribute AS a
        WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ('campaign_id', 'person_key', 'situation_key')
    )
    AND NOT EXISTS (
        SELECT
        FROM pg_stats AS s
        WHERE
            s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = 'campaign_id'
            AND CAST(:campaign_id AS text) = ANY(CAST(CAST(s.most_common_vals AS text) AS text []))
    )
