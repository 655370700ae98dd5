-- A few persons are assessed every day: what that costs beside the rules.

-- a trait changes when its person pays: with room on the page no index is written for it
ALTER TABLE core.trait SET (fillfactor = 85);

-- the work tables are analysed as they are filled; of sums and arrays, by which nothing is found, the planner needs nothing
-- (but who pays how much: assess/explain/explain_day)
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.relname, a.attname
        FROM pg_class AS c
        INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        INNER JOIN pg_attribute AS a ON c.oid = a.attrelid
        INNER JOIN pg_type AS t ON a.atttypid = t.oid
        WHERE
            n.nspname = 'staging' AND c.relkind = 'r' AND (starts_with(c.relname, 'assess_') OR starts_with(c.relname, 'post_'))
            AND a.attnum > 0 AND NOT a.attisdropped AND (a.attname LIKE '%\_fen' OR t.typcategory = 'A')
            AND a.attname NOT IN ('payers', 'payer_fen')
    LOOP
        EXECUTE format('ALTER TABLE staging.%I ALTER COLUMN %I SET STATISTICS 0', one.relname, one.attname);
    END LOOP;
END
$$;

-- one row per receipt of which something was taken back, by whatever day: how much in all
CREATE VIEW core.taken_back AS
SELECT
    v.campaign_id,
    v.paid_key,
    v.receipt_no,
    sum(v.amount_fen)::bigint AS fen
FROM core.reversal_state AS v
WHERE v.state = 'counted'
GROUP BY v.campaign_id, v.paid_key, v.receipt_no;
