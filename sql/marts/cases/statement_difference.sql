-- One row per difference between a statement of the tax bureau and the receipts of its feeds, with the person (pseudonym) and the
-- periods of the statement and of the feed. The number of the receipt is not here; the auditor reads it in core.
CREATE OR REPLACE VIEW mart_case.statement_difference AS
SELECT
    c.pack_code,
    d.on_date,
    d.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    d.person_key,
    d.cause,
    w.cause_zh,
    w.owner,
    w.owner_zh,
    w.next_step_zh,
    d.is_reversal,
    s.period AS statement_period,
    f.period AS feed_period,
    d.statement_on,
    d.feed_on,
    d.statement_fen,
    d.feed_fen,
    d.difference_fen
FROM core.statement_difference AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON d.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
LEFT JOIN landing.delivery AS s ON d.campaign_id = s.campaign_id AND d.statement_id = s.delivery_id
LEFT JOIN landing.delivery AS f ON d.campaign_id = f.campaign_id AND d.feed_id = f.delivery_id
INNER JOIN core.statement_word AS w ON d.cause = w.cause;
