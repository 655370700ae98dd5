-- One row per receipt of the chosen persons (representatives; later the persons to post), less the money taken back, numbered in
-- the order in which money counts.
INSERT INTO staging.assess_receipt (
    campaign_id, person_key, plan_year, receipt_no, receipt_order, amount_fen, received_on, count_on, identity_on, channel,
    unit_id, birth_on, is_outside, is_refused
)
-- money that reversals took back by now; nearly always none
WITH taken_back AS (
    SELECT
        v.paid_key,
        v.receipt_no,
        sum(v.amount_fen)::bigint AS fen
    FROM core.reversal_state AS v
    WHERE v.campaign_id = :campaign_id AND v.state = 'counted' AND v.received_on <= :business_date
    GROUP BY v.paid_key, v.receipt_no
),

-- the days on which special groups pay, where the pack gives them windows of their own
special_window AS (
    SELECT
        w.campaign_id,
        range_agg(daterange(w.starts_on, w.ends_on, '[]')) AS days
    FROM policy.collection_window AS w
    WHERE w.campaign_id = :campaign_id AND w.group_code <> 'general'
    GROUP BY w.campaign_id
    HAVING bool_or(w.group_code = 'special')
),

-- the days on which a person belongs to a special group; nobody is looked up where special groups have no windows of their own
special AS (
    SELECT
        i.person_key,
        range_agg(daterange(i.from_on, i.to_on)) AS days
    FROM staging.assess_interval AS i
    INNER JOIN special_window AS w ON i.campaign_id = w.campaign_id
    WHERE i.campaign_id = :campaign_id AND i.may_count
    GROUP BY i.person_key
),

-- of all payments, if all persons are judged; else of those that were read
payment AS (
    SELECT
        f.campaign_id, p.person_key, p.fact_key, f.plan_year, f.receipt_no, f.amount_fen, f.collected_on, f.received_on, f.channel,
        f.unit_id, f.birth_on
    FROM core.payment AS f
    INNER JOIN staging.assess_payer_key AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.fact_key
    WHERE f.campaign_id = :campaign_id AND CAST(:everyone AS boolean)
    UNION ALL
    SELECT
        f.campaign_id, f.person_key, f.fact_key, f.plan_year, f.receipt_no, f.amount_fen, f.collected_on, f.received_on, f.channel,
        f.unit_id, f.birth_on
    FROM staging.assess_payment AS f
    INNER JOIN staging.assess_payer AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.person_key
    WHERE f.campaign_id = :campaign_id AND NOT CAST(:everyone AS boolean)
),

dated AS (
    SELECT
        f.campaign_id,
        f.person_key,
        f.plan_year,
        f.receipt_no,
        row_number() OVER (
            PARTITION BY f.person_key, f.plan_year ORDER BY f.received_on, f.receipt_no COLLATE "C"
        ) AS receipt_order,
        f.amount_fen - coalesce(b.fen, 0) AS amount_fen,
        f.received_on,
        -- money that comes before the campaign counts from its first day
        greatest(f.received_on, c.starts_on) AS count_on,
        greatest(
            CASE c.decision_date_basis
                WHEN 'collected' THEN f.collected_on
                -- collected in a window and received in its tail: as if on the window's last day
                ELSE coalesce(
                    (
                        SELECT min(w.ends_on)
                        FROM policy.collection_window AS w
                        WHERE
                            w.campaign_id = c.campaign_id AND f.collected_on <= w.ends_on
                            AND f.received_on > w.ends_on AND f.received_on <= w.tail_until
                    ), f.received_on
                )
            END, c.starts_on
        ) AS identity_on,
        f.channel,
        f.unit_id,
        f.birth_on
    FROM payment AS f
    INNER JOIN policy.campaign AS c ON f.campaign_id = c.campaign_id
    LEFT JOIN taken_back AS b ON f.fact_key = b.paid_key AND f.receipt_no = b.receipt_no
    WHERE
        f.received_on <= :business_date
        -- a receipt that was taken back whole is dropped (if all receipts have one sum, IS DISTINCT FROM would make the planner
        -- estimate that none is left)
        AND (b.fen IS NULL OR b.fen < f.amount_fen)
)

SELECT
    d.campaign_id,
    d.person_key,
    d.plan_year,
    d.receipt_no,
    d.receipt_order,
    d.amount_fen,
    d.received_on,
    d.count_on,
    d.identity_on,
    d.channel,
    d.unit_id,
    d.birth_on,
    o.is_outside,
    o.is_outside AND c.outside_own_window = 'refused' AS is_refused
FROM dated AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
LEFT JOIN special_window AS w ON d.campaign_id = w.campaign_id
LEFT JOIN special AS s ON d.person_key = s.person_key
CROSS JOIN
    LATERAL (
        SELECT
            coalesce(
                d.plan_year = c.plan_year AND d.identity_on <= c.ends_on
                AND s.days @> d.identity_on AND NOT w.days @> d.identity_on, FALSE
            ) AS is_outside
    ) AS o
