-- One row per table that holds a campaign's rows in number, of which the planner's statistics know nothing: it would take them
-- for one row, and join them by loops within loops. So it is with the second campaign in a warehouse until it grows.
-- noqa: disable=AM09
SELECT t.table_name
FROM (
    SELECT
        'core.roll_fact' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.roll_fact AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.membership_fact' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.membership_fact AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.payment' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.payment AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.reversal' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.reversal AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.employee_fact' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.employee_fact AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.history_fact' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.history_fact AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.changed_person' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.changed_person AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.trait' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.trait AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.dues' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.dues AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'core.person_link' AS table_name,
        (SELECT count(*) FROM (SELECT FROM core.person_link AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'ledger.event' AS table_name,
        (SELECT count(*) FROM (SELECT FROM ledger.event AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
    UNION ALL
    SELECT
        'ledger.coverage_event' AS table_name,
        (SELECT count(*) FROM (SELECT FROM ledger.coverage_event AS f WHERE f.campaign_id = :campaign_id LIMIT :many) AS n) AS counted
) AS t
WHERE
    t.counted = :many
    AND t.table_name NOT IN (
        SELECT s.schemaname || '.' || s.tablename
        FROM pg_stats AS s
        WHERE
            s.attname = 'campaign_id' AND s.schemaname IN ('core', 'ledger')
            AND CAST(:campaign_id AS text) = ANY(CAST(CAST(s.most_common_vals AS text) AS text []))
    )
