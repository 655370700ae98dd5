-- One row per delivery: its sender, its period, and its state with the reasons.
CREATE OR REPLACE VIEW mart.delivery AS
WITH reason_text AS (
    -- one row per delivery with reasons; a reason names rows and columns, never a value
    SELECT
        d.campaign_id,
        d.delivery_id,
        string_agg(COALESCE(r.item ->> 'message_zh', r.item ->> 'code'), '；' ORDER BY r.item_no) AS reasons_zh,
        string_agg(r.item ->> 'code', ' ' ORDER BY r.item_no) AS reason_codes
    FROM landing.delivery AS d
    CROSS JOIN LATERAL jsonb_array_elements(d.reasons) WITH ORDINALITY AS r (item, item_no)
    GROUP BY d.campaign_id, d.delivery_id
)

SELECT
    c.pack_code,
    d.delivery_id,
    d.source,
    d.kind,
    d.sender,
    d.list_mode,
    d.period,
    d.cut_off_on,
    d.version,
    -- senders name files after persons: a name is made of source, period and version instead
    d.source || '_' || d.period || '_v' || d.version
    || COALESCE(SUBSTRING(LOWER(d.file_name) FROM '\.(?:csv|et|ods|txt|xls|xlsb|xlsm|xlsx|zip)$'), '') AS file_name,
    d.byte_count,
    d.delivered_on,
    d.state,
    d.decided_on,
    d.committed_no,
    d.row_count,
    d.clean_count,
    d.duplicate_count,
    d.quarantine_count,
    d.amount_fen,
    COALESCE(t.reason_codes, '') AS reason_codes,
    COALESCE(t.reasons_zh, '') AS reasons_zh
FROM landing.delivery AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN reason_text AS t ON d.campaign_id = t.campaign_id AND d.delivery_id = t.delivery_id;
