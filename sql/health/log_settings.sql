-- One row per setting of the server with which its log may hold a value of a row (principle P18).
SELECT
    s.name,
    s.setting
FROM pg_settings AS s
WHERE
    (s.name = 'log_min_messages' AND s.setting NOT IN ('log', 'fatal', 'panic'))
    OR (s.name = 'log_min_error_statement' AND s.setting <> 'panic')
    OR (s.name = 'log_statement' AND s.setting <> 'none')
    OR (s.name IN ('log_min_duration_statement', 'log_min_duration_sample') AND s.setting <> '-1')
    OR (s.name = 'log_transaction_sample_rate' AND s.setting <> '0')
ORDER BY s.name
