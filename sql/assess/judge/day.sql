-- One row per representative, plan year and day that may decide, with the money that counts by then and the person's categories.
-- day_kind 1 = a receipt, judged on its own identity day; 2 = a day on which something changed; 3 = the last day, for persons who
-- have not settled; 4 = the last day, for a subsidy that is due in spite of employee insurance.
INSERT INTO staging.assess_day (
    campaign_id, person_key, plan_year, day_no, day_kind, receipt_order, count_on, identity_on, money_fen, is_employed, categories
)
WITH campaign AS (
    SELECT
        c.*,
        EXISTS(
            SELECT FROM policy.subsidy AS s WHERE s.campaign_id = c.campaign_id AND s.despite_employee_insurance
        ) AS pays_the_employed
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

person AS (
    SELECT t.*
    FROM staging.assess_trait AS t
    INNER JOIN staging.assess_representative AS m ON t.campaign_id = m.campaign_id AND t.person_key = m.person_key
    WHERE t.campaign_id = :campaign_id
),

receipt AS (
    SELECT r.*
    FROM staging.assess_receipt AS r
    INNER JOIN staging.assess_representative AS m ON r.campaign_id = m.campaign_id AND r.person_key = m.person_key
    -- refused money settles nothing
    WHERE r.campaign_id = :campaign_id AND NOT r.is_refused
),

claim AS (
    SELECT i.*
    FROM staging.assess_representative_interval AS i
    WHERE i.campaign_id = :campaign_id
),

turn AS (
    SELECT i.person_key, greatest(i.from_on, c.starts_on) AS on_date
    FROM claim AS i CROSS JOIN campaign AS c
    UNION
    SELECT i.person_key, i.to_on
    FROM claim AS i CROSS JOIN campaign AS c
    WHERE i.to_on BETWEEN c.starts_on AND c.ends_on
    UNION
    SELECT p.person_key, c.starts_on
    FROM person AS p CROSS JOIN campaign AS c
    UNION
    SELECT p.person_key, t.on_date
    FROM person AS p INNER JOIN policy.turn_date AS t ON p.campaign_id = t.campaign_id
    UNION
    SELECT p.person_key, p.birth_on
    FROM person AS p CROSS JOIN campaign AS c
    WHERE p.birth_on BETWEEN c.starts_on AND c.ends_on
    UNION
    SELECT r.person_key, r.count_on
    FROM receipt AS r INNER JOIN campaign AS c ON r.plan_year = c.plan_year
),

-- the last day that decides about a receipt: money that was collected in the window and arrives after it is judged as in the window
last_receipt AS (
    SELECT r.person_key, r.plan_year, max(r.identity_on) AS identity_on
    FROM receipt AS r
    GROUP BY r.person_key, r.plan_year
),

stand AS (
    SELECT
        p.person_key,
        c.plan_year,
        -- before the campaign everybody is judged as of its first day
        greatest(least(CAST(:business_date AS date), c.ends_on), c.starts_on, l.identity_on, s.last_from_on) AS on_date
    FROM person AS p
    CROSS JOIN campaign AS c
    LEFT JOIN last_receipt AS l ON p.person_key = l.person_key AND c.plan_year = l.plan_year
    LEFT JOIN (
        SELECT i.person_key, max(i.from_on) AS last_from_on
        -- a claim that has ended can no longer leave a person without an amount
        FROM claim AS i WHERE i.may_count AND i.to_on IS NULL
        GROUP BY i.person_key
    ) AS s ON p.person_key = s.person_key
    WHERE p.on_roll OR p.on_list OR l.person_key IS NOT NULL
    UNION ALL
    SELECT l.person_key, l.plan_year, greatest(least(CAST(:business_date AS date), c.ends_on), l.identity_on)
    FROM last_receipt AS l INNER JOIN campaign AS c ON l.plan_year <> c.plan_year
),

day AS (
    SELECT r.person_key, r.plan_year, 1 AS day_kind, r.receipt_order, r.count_on, r.identity_on, r.amount_fen
    FROM receipt AS r
    UNION ALL
    SELECT t.person_key, c.plan_year, 2, 0, t.on_date, t.on_date, 0
    FROM turn AS t
    CROSS JOIN campaign AS c
    INNER JOIN person AS p ON t.person_key = p.person_key
    WHERE t.on_date <= CAST(:business_date AS date) AND (p.birth_on IS NULL OR t.on_date >= p.birth_on)
    UNION ALL
    SELECT s.person_key, s.plan_year, 3, 0, s.on_date, s.on_date, 0
    FROM stand AS s
    UNION ALL
    SELECT s.person_key, s.plan_year, 4, 0, s.on_date, s.on_date, 0
    FROM stand AS s
    INNER JOIN campaign AS c ON s.plan_year = c.plan_year
    INNER JOIN person AS p ON s.person_key = p.person_key
    WHERE c.pays_the_employed AND NOT isempty(p.jobs)
),

-- the categories that the person is on, for the main plan year
named AS (
    SELECT
        d.person_key,
        d.identity_on,
        array_agg(DISTINCT i.category) AS categories
    FROM (SELECT DISTINCT a.person_key, a.identity_on FROM day AS a) AS d
    INNER JOIN claim AS i
        ON
            d.person_key = i.person_key AND d.identity_on >= i.from_on AND (i.to_on IS NULL OR d.identity_on < i.to_on)
            AND i.claim_kind <> 'without_effect'
    GROUP BY d.person_key, d.identity_on
)

SELECT
    c.campaign_id,
    d.person_key,
    d.plan_year,
    row_number() OVER counting AS day_no,
    d.day_kind,
    d.receipt_order,
    d.count_on,
    d.identity_on,
    (sum(d.amount_fen) OVER counting)::bigint AS money_fen,
    CASE WHEN d.identity_on <= c.ends_on THEN p.insured_at_end ELSE p.jobs @> d.identity_on END AS is_employed,
    CASE WHEN d.plan_year = c.plan_year THEN coalesce(n.categories, '{}') ELSE '{}' END AS categories
FROM day AS d
CROSS JOIN campaign AS c
INNER JOIN person AS p ON d.person_key = p.person_key
LEFT JOIN named AS n ON d.person_key = n.person_key AND d.identity_on = n.identity_on
WINDOW counting AS (
    PARTITION BY d.person_key, d.plan_year ORDER BY d.count_on, d.day_kind, d.receipt_order ROWS UNBOUNDED PRECEDING
)
