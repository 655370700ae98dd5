-- One row per unit and last day on which money must be received: persons who are not enrolled, who paid cash in the window, and whose
-- collector still holds it, as of the last assessed day. They are late unless it is received by that day. Only for notices by which
-- the received day decides; where the day of paying decides, nobody is late because of a collector.
CREATE OR REPLACE VIEW mart.cash_at_close AS
WITH held AS (
    SELECT
        r.campaign_id,
        coalesce(r.unit_id, d.unit_id, '') AS unit_id,
        r.person_key,
        r.amount_fen,
        w.assessed_on,
        (
            SELECT max(coalesce(o.tail_until, o.ends_on))
            FROM policy.collection_window AS o
            WHERE o.campaign_id = r.campaign_id AND r.collected_on BETWEEN o.starts_on AND o.ends_on
        ) AS receive_by
    FROM core.cash_receipt AS r
    INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id AND c.decision_date_basis = 'received'
    INNER JOIN landing.watermark AS w
        ON
            r.campaign_id = w.campaign_id AND r.collected_on <= w.assessed_on
            AND coalesce(r.received_on > w.assessed_on, TRUE)
    LEFT JOIN core.dues AS d ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND r.plan_year = d.plan_year
    WHERE d.status IS DISTINCT FROM 'enrolled' AND r.state <> 'reversed'
)

SELECT
    c.pack_code,
    h.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    h.receive_by,
    h.assessed_on AS as_of,
    h.assessed_on > h.receive_by AS is_late,
    count(*) AS held_receipts,
    count(DISTINCT h.person_key) AS persons,
    sum(h.amount_fen)::bigint AS held_fen
FROM held AS h
INNER JOIN policy.campaign AS c ON h.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON h.campaign_id = u.campaign_id AND h.unit_id = u.unit_id
WHERE h.receive_by IS NOT NULL
GROUP BY c.pack_code, h.unit_id, u.name, u.sort_order, h.receive_by, h.assessed_on;
