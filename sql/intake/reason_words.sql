-- One row per reason code whose Chinese text changed: the text that senders read today.
INSERT INTO landing.reason AS r (reason_code, message_zh)
SELECT
    w.reason_code,
    w.message_zh
FROM unnest(CAST(:codes AS text []), CAST(:messages AS text [])) AS w (reason_code, message_zh)
ON CONFLICT (reason_code) DO UPDATE SET
    message_zh = excluded.message_zh
WHERE r.message_zh <> excluded.message_zh
