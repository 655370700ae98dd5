-- One row: whether the server archives its log of changes, when that last succeeded and failed, since when the server counts, and
-- how many finished files wait for it. The number is null before the first one, and right after a recovery.
SELECT
    current_setting('archive_mode') <> 'off' AS is_on,
    a.last_archived_time AS archived_at,
    a.last_failed_time AS failed_at,
    greatest(pg_postmaster_start_time(), a.stats_reset) AS counted_since,
    CASE
        WHEN a.last_archived_wal ~ '^[0-9A-F]{24}'
            THEN
                div(pg_current_wal_lsn() - CAST('0/0' AS pg_lsn), s.bytes) - 1
                - CAST(CAST('x' || substr(a.last_archived_wal, 9, 8) AS bit(32)) AS bigint) * div(4294967296, s.bytes)
                - CAST(CAST('x' || substr(a.last_archived_wal, 17, 8) AS bit(32)) AS bigint)
    END AS waiting_files
FROM pg_stat_archiver AS a
CROSS JOIN (
    SELECT CAST(p.setting AS numeric) AS bytes FROM pg_settings AS p
    WHERE p.name = 'wal_segment_size'
) AS s
