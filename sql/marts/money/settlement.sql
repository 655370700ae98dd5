-- One row per fund, units and numbered batch: what the batch claims from the fund, all batches up to it, and which transfers the fund
-- confirms. A batch keeps what it knew, so its claim never changes. A batch is open while its transfers do not make up its claim.
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
),

claimed AS (
    SELECT
        s.*,
        s.settled_fen - lag(s.settled_fen, 1, 0::bigint) OVER w AS batch_fen
    FROM settled AS s
    WINDOW w AS (PARTITION BY s.campaign_id, s.payer, s.unit_id ORDER BY s.batch_no)
),

-- two lists that state one transfer confirm it once
transfer AS (
    SELECT DISTINCT
        f.campaign_id,
        f.transfer_id,
        f.payer,
        f.unit_id,
        f.batch_no,
        f.amount_fen,
        f.transferred_on
    FROM core.fund_transfer_fact AS f
    INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
),

confirmed AS (
    SELECT
        t.campaign_id,
        t.payer,
        t.unit_id,
        t.batch_no,
        sum(t.amount_fen)::bigint AS confirmed_fen,
        max(t.transferred_on) AS confirmed_on
    FROM transfer AS t
    GROUP BY t.campaign_id, t.payer, t.unit_id, t.batch_no
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
    s.batch_fen,
    s.settled_fen,
    coalesce(t.confirmed_fen, 0) AS confirmed_fen,
    t.confirmed_on,
    s.batch_fen - coalesce(t.confirmed_fen, 0) AS open_fen
FROM claimed AS s
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id
LEFT JOIN confirmed AS t
    ON s.campaign_id = t.campaign_id AND s.payer = t.payer AND s.unit_id = t.unit_id AND s.batch_no = t.batch_no;
