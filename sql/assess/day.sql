-- One row per (person, plan year, day that may decide): the price, the deciding category, the due, and whether the money covers it.
-- day_kind 1 = a receipt seen at its own identity day, 2 = a day on which something changed, 3 = the day on which who has not settled stands.
INSERT INTO staging.assess_day (
    campaign_id, person_key, plan_year, day_kind, receipt_order, count_on, identity_on, money_fen, price_fen, price_rule_id,
    category, rule_id, payer, subsidy_fen, due_fen, holds
)
WITH campaign AS (
    SELECT c.* FROM policy.campaign AS c WHERE c.campaign_id = :campaign_id
),

special AS (
    SELECT
        i.person_key,
        max(i.from_on) FILTER (WHERE i.subsidy_kind <> 'none') AS last_from_on,
        min(i.from_on) FILTER (WHERE i.subsidy_kind <> 'none') AS first_recognised_on
    FROM staging.assess_interval AS i
    WHERE i.campaign_id = :campaign_id
    GROUP BY i.person_key
),

turn AS (
    SELECT i.person_key, greatest(i.from_on, c.starts_on) AS on_date
    FROM staging.assess_interval AS i CROSS JOIN campaign AS c WHERE i.campaign_id = :campaign_id
    UNION
    SELECT i.person_key, i.to_on AS on_date
    FROM staging.assess_interval AS i CROSS JOIN campaign AS c
    WHERE i.campaign_id = :campaign_id AND i.to_on BETWEEN c.starts_on AND c.ends_on
    UNION
    SELECT s.person_key, c.starts_on AS on_date FROM special AS s CROSS JOIN campaign AS c
    UNION
    SELECT r.person_key, r.count_on AS on_date
    FROM staging.assess_receipt AS r
    CROSS JOIN campaign AS c
    LEFT JOIN special AS s ON r.person_key = s.person_key
    WHERE
        r.campaign_id = :campaign_id AND r.plan_year = c.plan_year
        -- without a membership only the price and a job's insurance can differ, and both only after the campaign
        AND (s.person_key IS NOT NULL OR (r.identity_on <> r.count_on AND r.count_on > c.ends_on))
),

last_receipt AS (
    SELECT r.person_key, r.plan_year, max(r.count_on) AS count_on
    FROM staging.assess_receipt AS r WHERE r.campaign_id = :campaign_id
    GROUP BY r.person_key, r.plan_year
),

day AS (
    SELECT r.person_key, r.plan_year, 1 AS day_kind, r.receipt_order, r.count_on, r.identity_on, r.amount_fen
    FROM staging.assess_receipt AS r WHERE r.campaign_id = :campaign_id
    UNION ALL
    SELECT t.person_key, c.plan_year, 2, 0, t.on_date, t.on_date, 0
    FROM turn AS t CROSS JOIN campaign AS c
    WHERE t.on_date <= CAST(:business_date AS date)
    UNION ALL
    SELECT
        t.person_key,
        c.plan_year,
        3,
        0,
        greatest(least(CAST(:business_date AS date), c.ends_on), l.count_on, s.last_from_on),
        greatest(least(CAST(:business_date AS date), c.ends_on), l.count_on, s.last_from_on),
        0
    FROM staging.assess_trait AS t
    CROSS JOIN campaign AS c
    LEFT JOIN special AS s ON t.person_key = s.person_key
    LEFT JOIN last_receipt AS l ON t.person_key = l.person_key AND c.plan_year = l.plan_year
    WHERE t.campaign_id = :campaign_id AND (t.on_roll OR t.on_list OR l.person_key IS NOT NULL)
    UNION ALL
    SELECT l.person_key, l.plan_year, 3, 0, l.count_on, l.count_on, 0
    FROM last_receipt AS l CROSS JOIN campaign AS c WHERE l.plan_year <> c.plan_year
),

counted AS (
    SELECT
        d.*,
        sum(d.amount_fen) OVER (
            PARTITION BY d.person_key, d.plan_year
            ORDER BY d.count_on, d.day_kind, d.receipt_order
            ROWS UNBOUNDED PRECEDING
        )::bigint AS money_fen
    FROM day AS d
),

priced AS (
    SELECT
        d.*,
        p.price_fen,
        p.rule_id AS price_rule_id
    FROM counted AS d
    CROSS JOIN campaign AS c
    LEFT JOIN policy.price AS p
        ON
            c.campaign_id = p.campaign_id AND d.plan_year = p.plan_year
            AND p.phase = CASE WHEN d.identity_on <= c.ends_on THEN 'in_window' ELSE 'late' END
),

-- the deciding membership of each day: a full subsidy, else an undefined one, else the largest
decided AS (
    SELECT DISTINCT ON (d.person_key, d.day_kind, d.receipt_order, d.count_on)
        d.person_key,
        d.plan_year,
        d.day_kind,
        d.receipt_order,
        d.count_on,
        i.category,
        i.rule_id,
        i.payer,
        i.subsidy_kind,
        CASE i.subsidy_kind WHEN 'full' THEN d.price_fen ELSE least(i.subsidy_fen, d.price_fen) END AS subsidy_fen
    FROM priced AS d
    CROSS JOIN campaign AS c
    INNER JOIN staging.assess_interval AS i
        ON
            d.person_key = i.person_key AND d.identity_on >= i.from_on
            AND (i.to_on IS NULL OR d.identity_on < i.to_on)
    WHERE
        d.plan_year = c.plan_year AND i.campaign_id = c.campaign_id AND i.subsidy_kind <> 'none'
        AND NOT EXISTS (
            SELECT FROM staging.assess_interval AS o
            WHERE
                o.campaign_id = i.campaign_id AND o.person_key = i.person_key AND o.category = i.unless_category
                AND o.from_on <= d.identity_on AND (o.to_on IS NULL OR d.identity_on < o.to_on)
        )
    ORDER BY
        d.person_key,
        d.day_kind,
        d.receipt_order,
        d.count_on,
        CASE
            WHEN i.subsidy_kind = 'full' OR i.subsidy_fen >= d.price_fen THEN 0
            WHEN i.subsidy_kind = 'undefined' THEN 1
            ELSE 2
        END,
        i.subsidy_fen DESC NULLS LAST,
        i.tie_order,
        i.rule_id
),

owed AS (
    SELECT
        d.person_key,
        d.plan_year,
        d.day_kind,
        d.receipt_order,
        d.count_on,
        d.identity_on,
        d.money_fen,
        d.price_fen,
        d.price_rule_id,
        coalesce(b.category, 'ordinary') AS category,
        b.rule_id,
        coalesce(b.payer, '') AS payer,
        CASE
            WHEN b.category IS NULL THEN 0
            WHEN b.subsidy_kind <> 'undefined' THEN b.subsidy_fen
        END AS subsidy_fen,
        coalesce(s.first_recognised_on > c.pay_first_after, FALSE) AS pays_first
    FROM priced AS d
    CROSS JOIN campaign AS c
    LEFT JOIN decided AS b
        ON
            d.person_key = b.person_key AND d.plan_year = b.plan_year AND d.day_kind = b.day_kind
            AND d.receipt_order = b.receipt_order AND d.count_on = b.count_on
    LEFT JOIN special AS s ON d.person_key = s.person_key AND d.plan_year = c.plan_year
),

due AS (
    SELECT
        o.*,
        CASE
            WHEN o.pays_first AND o.subsidy_fen IS NOT NULL THEN o.price_fen
            ELSE o.price_fen - o.subsidy_fen
        END AS due_fen
    FROM owed AS o
)

SELECT
    c.campaign_id,
    d.person_key,
    d.plan_year,
    d.day_kind,
    d.receipt_order,
    d.count_on,
    d.identity_on,
    d.money_fen,
    d.price_fen,
    d.price_rule_id,
    d.category,
    d.rule_id,
    d.payer,
    d.subsidy_fen,
    d.due_fen,
    coalesce(
        d.day_kind < 3
        AND d.count_on <= CAST(:business_date AS date)
        AND d.money_fen >= d.due_fen
        AND (t.died_on IS NULL OR d.count_on <= t.died_on)
        AND NOT CASE
            WHEN d.identity_on <= c.ends_on THEN t.insured_at_end
            ELSE EXISTS (
                SELECT FROM core.employee_fact AS e
                WHERE
                    e.campaign_id = c.campaign_id AND e.person_key = d.person_key
                    AND e.insured_from <= d.identity_on AND coalesce(e.insured_to, d.identity_on) >= d.identity_on
                    AND (c.employee_region IS NULL OR e.region = c.employee_region)
            )
        END,
        FALSE
    ) AS holds
FROM due AS d
CROSS JOIN campaign AS c
INNER JOIN staging.assess_trait AS t ON d.person_key = t.person_key AND c.campaign_id = t.campaign_id
