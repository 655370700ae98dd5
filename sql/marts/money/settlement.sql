-- One row per fund, units and numbered batch: what the batch claims from the fund, and all batches up to it. A batch keeps what it
-- knew, so a row never changes.
CREATE OR REPLACE VIEW mart.settlement AS
WITH batch AS (
    SELECT
        b.campaign_id,
        b.payers,
        coalesce(b.unit_ids[1], '') AS unit_id,
        b.batch_no,
        b.known_no,
        -- a batch that was made after a batch of a later day goes up to that day
        max(b.as_of) OVER w AS as_of
    FROM ledger.settlement_batch AS b
    WINDOW w AS (PARTITION BY b.campaign_id, b.payers, b.unit_ids ORDER BY b.batch_no)
),

settled AS (
    SELECT
        b.campaign_id,
        p.payer,
        p.label_zh AS payer_label,
        b.unit_id,
        b.batch_no,
        b.as_of,
        b.known_no,
        (
            SELECT coalesce(sum(e.fund_fen), 0)::bigint
            FROM ledger.event_total AS e
            WHERE
                e.campaign_id = b.campaign_id AND e.payer = p.payer AND e.assess_no <= b.known_no
                AND e.on_date <= b.as_of AND b.unit_id IN ('', e.unit_id)
        ) AS settled_fen
    FROM batch AS b
    INNER JOIN policy.payer AS p
        ON b.campaign_id = p.campaign_id AND (b.payers = '{}' OR p.payer = ANY(b.payers))
)

SELECT
    c.pack_code,
    s.payer,
    s.payer_label,
    s.unit_id,
    u.name AS unit_name,
    s.batch_no,
    s.as_of,
    s.known_no,
    s.settled_fen - lag(s.settled_fen, 1, 0::bigint) OVER w AS batch_fen,
    s.settled_fen
FROM settled AS s
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id
WINDOW w AS (PARTITION BY s.campaign_id, s.payer, s.unit_id ORDER BY s.batch_no);
