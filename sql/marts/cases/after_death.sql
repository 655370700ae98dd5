-- One row per payment, and per entry of an effective list, after the death of its person (pseudonym), as known to the last
-- assessment. It names source and period, and leads to no row of a file.
CREATE OR REPLACE VIEW mart_case.after_death AS
WITH dead AS (
    SELECT
        t.campaign_id,
        t.person_key,
        t.died_on
    FROM core.trait AS t
    WHERE t.died_on IS NOT NULL
),

-- facts may be under another number of the person
fact_of AS (
    SELECT
        d.campaign_id,
        d.person_key,
        d.died_on,
        d.person_key AS fact_key
    FROM dead AS d
    UNION ALL
    SELECT
        d.campaign_id,
        d.person_key,
        d.died_on,
        l.fact_key
    FROM dead AS d
    INNER JOIN core.linked_person AS l ON d.person_key = l.person_key
),

finding_row AS (
    SELECT
        o.campaign_id,
        o.person_key,
        o.died_on,
        'paid_after_death' AS finding,
        p.collected_on AS on_date,
        p.delivery_id,
        p.amount_fen - coalesce(b.fen, 0) AS amount_fen
    FROM fact_of AS o
    INNER JOIN core.payment AS p ON o.campaign_id = p.campaign_id AND o.fact_key = p.person_key
    LEFT JOIN
        core.taken_back AS b
        ON p.campaign_id = b.campaign_id AND p.person_key = b.paid_key AND p.receipt_no = b.receipt_no
    -- a payment that was taken back needs no refund
    WHERE p.collected_on > o.died_on AND p.amount_fen > coalesce(b.fen, 0)
    UNION ALL
    SELECT
        o.campaign_id,
        o.person_key,
        o.died_on,
        'listed_after_death' AS finding,
        f.cut_off_on AS on_date,
        f.delivery_id,
        NULL AS amount_fen
    FROM fact_of AS o
    INNER JOIN core.membership_fact AS f ON o.campaign_id = f.campaign_id AND o.fact_key = f.person_key
    WHERE f.op = 'add' AND f.cut_off_on >= o.died_on
)

SELECT
    c.pack_code,
    f.person_key,
    s.unit_id,
    u.name AS unit_name,
    f.died_on,
    f.finding,
    CASE f.finding
        WHEN 'paid_after_death' THEN '死亡之后缴费，请核实并办理退费'
        ELSE '死亡之后仍在名单上，请报送单位核实'
    END AS finding_zh,
    f.on_date,
    d.source,
    d.sender,
    d.period,
    f.amount_fen
FROM finding_row AS f
INNER JOIN policy.campaign AS c ON f.campaign_id = c.campaign_id
INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
LEFT JOIN core.dues AS s ON f.campaign_id = s.campaign_id AND f.person_key = s.person_key AND c.plan_year = s.plan_year
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id;
