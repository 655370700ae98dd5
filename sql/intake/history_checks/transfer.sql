-- One row per fund, unit and batch for which the staged list confirms new transfers that do not make up the batch's claim: the claim
-- (NULL: there is no such batch), what other lists confirm, and what is new. A version that the list replaces does not count.
WITH known AS (
    SELECT DISTINCT
        f.transfer_id,
        f.payer,
        f.unit_id,
        f.batch_no,
        f.amount_fen
    FROM core.fund_transfer_fact AS f
    INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE
        f.campaign_id = :campaign_id AND f.delivery_id <> :delivery_id
        AND ((d.source, d.period) <> (:source, :period) OR d.version = :version)
),

stated AS (
    SELECT
        t.payer,
        t.unit_id,
        t.batch_no,
        min(t.row_no) AS row_no,
        sum(t.amount_fen)::bigint AS new_fen
    FROM staging.confirmed_transfer AS t
    WHERE
        t.campaign_id = :campaign_id AND t.delivery_id = :delivery_id
        AND t.transfer_id NOT IN (SELECT k.transfer_id FROM known AS k)
    GROUP BY t.payer, t.unit_id, t.batch_no
),

compared AS (
    SELECT
        s.row_no,
        s.batch_no,
        s.new_fen,
        p.label_zh AS payer_label,
        coalesce(u.name, '') AS unit_name,
        m.batch_fen AS claimed_fen,
        (
            SELECT coalesce(sum(k.amount_fen), 0)::bigint
            FROM known AS k
            WHERE k.payer = s.payer AND k.unit_id = s.unit_id AND k.batch_no = s.batch_no
        ) AS known_fen
    FROM stated AS s
    INNER JOIN policy.campaign AS c ON c.campaign_id = :campaign_id
    INNER JOIN policy.payer AS p ON c.campaign_id = p.campaign_id AND s.payer = p.payer
    LEFT JOIN policy.unit AS u ON c.campaign_id = u.campaign_id AND s.unit_id = u.unit_id
    LEFT JOIN mart.settlement AS m
        ON c.pack_code = m.pack_code AND s.payer = m.payer AND s.unit_id = m.unit_id AND s.batch_no = m.batch_no
)

SELECT
    r.row_no,
    r.payer_label,
    r.unit_name,
    r.batch_no,
    r.claimed_fen,
    r.known_fen,
    r.new_fen
FROM compared AS r
WHERE r.claimed_fen IS NULL OR r.claimed_fen <> r.known_fen + r.new_fen
ORDER BY r.row_no
