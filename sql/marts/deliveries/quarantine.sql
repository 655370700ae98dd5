-- One row per delivery and quarantine reason: how many rows wait for a correction by the sender.
CREATE OR REPLACE VIEW mart.quarantine AS
WITH per_reason AS (
    -- a row with the same reason in two columns counts once
    SELECT
        campaign_id,
        delivery_id,
        reason_code,
        COUNT(DISTINCT row_no) AS quarantined_rows
    FROM landing.quarantine
    GROUP BY campaign_id, delivery_id, reason_code
)

SELECT
    c.pack_code,
    q.delivery_id,
    d.source,
    d.sender,
    d.period,
    d.delivered_on,
    d.state,
    q.reason_code,
    COALESCE(w.message_zh, q.reason_code) AS reason_zh,
    q.quarantined_rows
FROM per_reason AS q
INNER JOIN landing.delivery AS d ON q.campaign_id = d.campaign_id AND q.delivery_id = d.delivery_id
INNER JOIN policy.campaign AS c ON q.campaign_id = c.campaign_id
LEFT JOIN landing.reason AS w ON q.reason_code = w.reason_code;
