-- One row per unit and village of the campaign's plan year, now: persons by status and what they paid. Progress counts by unit; this is
-- the same, one level lower, where rows name a village. Persons without one are under village ''.
-- The village is the one that a row names together with the person's unit: a receipt's before a list's, a list's before the roll's.
CREATE OR REPLACE VIEW mart.village_progress AS
WITH stated AS (
    SELECT
        p.campaign_id,
        p.person_key,
        p.unit_id,
        p.village,
        1 AS rank_no,
        p.received_on AS on_date,
        p.receipt_no AS order_text
    FROM core.payment AS p
    INNER JOIN policy.campaign AS c ON p.campaign_id = c.campaign_id AND p.plan_year = c.plan_year
    WHERE p.village IS NOT NULL
    UNION ALL
    SELECT
        m.campaign_id,
        m.person_key,
        m.unit_id,
        m.village,
        2,
        m.effective_on,
        m.category
    FROM core.membership_fact AS m
    INNER JOIN landing.effective_delivery AS e ON m.campaign_id = e.campaign_id AND m.delivery_id = e.delivery_id
    WHERE m.village IS NOT NULL AND m.op = 'add'
    UNION ALL
    SELECT
        r.campaign_id,
        r.person_key,
        r.unit_id,
        r.village,
        3,
        -- the latest roll first
        date '2000-01-01' + (date '2100-01-01' - r.cut_off_on),
        ''
    FROM core.roll_fact AS r
    INNER JOIN landing.effective_delivery AS e ON r.campaign_id = e.campaign_id AND r.delivery_id = e.delivery_id
    WHERE r.village IS NOT NULL
),

person AS (
    SELECT DISTINCT ON (d.campaign_id, d.person_key)
        d.campaign_id,
        d.person_key,
        d.plan_year,
        d.unit_id,
        d.status,
        d.paid_fen,
        s.village
    FROM core.dues AS d
    INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id AND d.plan_year = c.plan_year
    LEFT JOIN (
        SELECT
            t.campaign_id, COALESCE(l.person_key, t.person_key) AS person_key, t.unit_id, t.village, t.rank_no, t.on_date,
            t.order_text
        FROM stated AS t
        LEFT JOIN core.linked_person AS l ON t.person_key = l.fact_key
    ) AS s ON d.campaign_id = s.campaign_id AND d.person_key = s.person_key AND d.unit_id = s.unit_id
    ORDER BY
        d.campaign_id ASC, d.person_key ASC, s.rank_no ASC, s.on_date ASC, s.order_text COLLATE "C" ASC, s.village COLLATE "C" ASC
)

SELECT
    c.pack_code,
    p.plan_year,
    COALESCE(p.unit_id, '') AS unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    COALESCE(p.village, '') AS village,
    COUNT(*) FILTER (WHERE p.status = 'enrolled') AS enrolled_persons,
    COUNT(*) FILTER (WHERE p.status = 'owing') AS owing_persons,
    COUNT(*) FILTER (WHERE p.status = 'undefined') AS undefined_persons,
    COUNT(*) FILTER (WHERE p.status = 'undefined' AND p.paid_fen > 0) AS undefined_paid_persons,
    SUM(p.paid_fen)::bigint AS paid_fen
FROM person AS p
INNER JOIN policy.campaign AS c ON p.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON p.campaign_id = u.campaign_id AND p.unit_id = u.unit_id
GROUP BY c.pack_code, p.plan_year, p.unit_id, u.name, u.sort_order, p.village;
