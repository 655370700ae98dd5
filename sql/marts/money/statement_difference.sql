-- One row per day, unit and cause of differences between the tax bureau's statements and the receipts of its feeds: lines, and money on
-- both sides. The day is that of the receipt, of a receipt that is missing here that of the statement. mart_case has the lines.
CREATE OR REPLACE VIEW mart.statement_difference AS
SELECT
    c.pack_code,
    d.on_date,
    d.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    d.cause,
    w.cause_zh,
    w.owner,
    w.owner_zh,
    w.next_step_zh,
    count(*) AS differences,
    sum(d.statement_fen)::bigint AS statement_fen,
    sum(d.feed_fen)::bigint AS feed_fen,
    sum(d.difference_fen)::bigint AS difference_fen
FROM core.statement_difference AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON d.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
INNER JOIN core.statement_word AS w ON d.cause = w.cause
GROUP BY
    c.pack_code, d.on_date, d.unit_id, u.name, u.sort_order, d.cause, w.cause_zh, w.owner, w.owner_zh, w.next_step_zh;
