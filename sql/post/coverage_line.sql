-- One row per change in the members of a category: all of them, the enrolled ones, and those whose amount is undefined. Category ''
-- counts a person once over the categories of which the notice asks that all enrol. Category `ordinary` has no members: it counts
-- persons on no list whose amount is undefined.
INSERT INTO staging.post_coverage (
    campaign_id, person_key, category, on_date, unit_id, member_persons, enrolled_persons, undefined_persons,
    undefined_paid_persons
)
WITH late_recognition AS (
    SELECT DISTINCT i.person_key, i.from_on AS on_date
    FROM staging.assess_interval AS i
    INNER JOIN policy.campaign AS c ON i.campaign_id = c.campaign_id AND i.from_on > c.ends_on
    WHERE i.campaign_id = :campaign_id AND i.may_count
),

-- after the campaign's end only money of later days (from the day on which it counts) and recognitions decide
turn AS (
    SELECT
        d.person_key,
        CASE d.day_kind WHEN 1 THEN d.count_on ELSE d.identity_on END AS on_date,
        d.identity_on,
        bool_or(p.price_fen IS NULL OR k.subsidy_fen IS NULL) AS is_undefined
    FROM staging.assess_day AS d
    INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id AND d.plan_year = c.plan_year
    INNER JOIN staging.assess_price AS p
        ON
            d.campaign_id = p.campaign_id AND d.person_key = p.person_key AND d.plan_year = p.plan_year
            AND d.day_no = p.day_no AND p.tier_order = 1
    INNER JOIN staging.assess_decision AS k
        ON
            d.campaign_id = k.campaign_id AND d.person_key = k.person_key AND d.plan_year = k.plan_year
            AND d.day_no = k.day_no
    LEFT JOIN late_recognition AS l ON d.person_key = l.person_key AND d.identity_on = l.on_date
    WHERE
        d.campaign_id = :campaign_id AND d.day_kind IN (1, 2, 3)
        AND CASE
            WHEN d.day_kind = 1 THEN d.identity_on > c.ends_on
            ELSE d.identity_on <= c.ends_on OR l.person_key IS NOT NULL
        END
    GROUP BY d.person_key, CASE d.day_kind WHEN 1 THEN d.count_on ELSE d.identity_on END, d.identity_on
),

-- the latest day by then decides
judged_day AS (
    SELECT
        r.person_key,
        r.on_date,
        r.is_undefined,
        lead(r.on_date) OVER (PARTITION BY r.person_key ORDER BY r.on_date, r.identity_on) AS until_on
    FROM (
        SELECT
            t.*,
            t.identity_on >= max(t.identity_on) OVER (PARTITION BY t.person_key ORDER BY t.on_date, t.identity_on) AS is_latest
        FROM turn AS t
    ) AS r
    WHERE r.is_latest
),

-- a judgement holds until the next day that decides
undefined AS (
    SELECT
        m.situation_key,
        range_agg(daterange(j.on_date, j.until_on)) AS days
    FROM judged_day AS j
    INNER JOIN staging.assess_representative AS m ON m.campaign_id = :campaign_id AND j.person_key = m.person_key
    WHERE j.is_undefined
    GROUP BY m.situation_key
),

member AS (
    SELECT DISTINCT i.person_key
    FROM staging.assess_interval AS i
    WHERE i.campaign_id = :campaign_id
),

-- nobody else has a line
person AS (
    SELECT
        r.person_key,
        coalesce(r.unit_id, '') AS unit_id,
        r.died_on,
        CASE
            WHEN r.counted_on IS NULL THEN '{}'::datemultirange
            ELSE datemultirange(daterange(r.counted_on, r.lapsed_on))
        END AS enrolled_days,
        CASE
            WHEN r.status = 'insured_elsewhere' THEN '{}'::datemultirange
            ELSE coalesce(u.days, '{}') * datemultirange(daterange(NULL, least(r.counted_on, r.died_on)))
        END AS undefined_days
    FROM staging.assess_result AS r
    INNER JOIN staging.post_person AS n ON r.campaign_id = n.campaign_id AND r.person_key = n.person_key
    INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id AND r.plan_year = c.plan_year
    LEFT JOIN undefined AS u ON r.situation_key = u.situation_key
    LEFT JOIN member AS m ON r.person_key = m.person_key
    WHERE r.campaign_id = :campaign_id AND (m.person_key IS NOT NULL OR u.situation_key IS NOT NULL)
),

paid AS (
    SELECT
        m.person_key,
        datemultirange(daterange(min(m.received_on), NULL)) AS days
    FROM staging.assess_receipt AS m
    INNER JOIN policy.campaign AS c ON m.campaign_id = c.campaign_id AND m.plan_year = c.plan_year
    INNER JOIN person AS p ON m.person_key = p.person_key AND p.undefined_days <> '{}'
    WHERE m.campaign_id = :campaign_id
    GROUP BY m.person_key
),

-- living members: an interval ends with the membership or with the life
living AS (
    SELECT
        i.person_key,
        i.category,
        coalesce(k.all_must_enrol, FALSE) AS is_counted,
        daterange(i.from_on, least(i.to_on, p.died_on)) AS span
    FROM staging.assess_interval AS i
    INNER JOIN person AS p ON i.person_key = p.person_key
    LEFT JOIN policy.category AS k ON i.campaign_id = k.campaign_id AND i.category = k.category
    WHERE i.campaign_id = :campaign_id AND i.from_on < coalesce(least(i.to_on, p.died_on), 'infinity')
),

counted AS (
    SELECT l.person_key, l.category, range_agg(l.span) AS days
    FROM living AS l
    GROUP BY l.person_key, l.category
    UNION ALL
    SELECT l.person_key, '' AS category, range_agg(l.span) AS days
    FROM living AS l
    WHERE l.is_counted
    GROUP BY l.person_key
    UNION ALL
    SELECT p.person_key, 'ordinary' AS category, p.undefined_days - coalesce(a.days, '{}') AS days
    FROM person AS p
    LEFT JOIN (
        SELECT l.person_key, range_agg(l.span) AS days FROM living AS l GROUP BY l.person_key
    ) AS a ON p.person_key = a.person_key
    WHERE p.undefined_days <> '{}'
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    c.person_key,
    c.category,
    e.on_date,
    p.unit_id,
    sum(e.step * m.members),
    sum(e.step * m.enrolled),
    sum(e.step * m.undefined),
    sum(e.step * m.undefined_paid)
FROM counted AS c
INNER JOIN person AS p ON c.person_key = p.person_key
LEFT JOIN paid AS f ON c.person_key = f.person_key
CROSS JOIN
    LATERAL (
        VALUES
        (1, 0, 0, 0, CASE WHEN c.category = 'ordinary' THEN '{}' ELSE c.days END),
        (0, 1, 0, 0, CASE WHEN c.category = 'ordinary' THEN '{}' ELSE c.days * p.enrolled_days END),
        (0, 0, 1, 0, c.days * p.undefined_days),
        (0, 0, 0, 1, c.days * p.undefined_days * coalesce(f.days, '{}'))
    ) AS m (members, enrolled, undefined, undefined_paid, days)
CROSS JOIN LATERAL unnest(m.days) AS s (span)
CROSS JOIN LATERAL (VALUES (lower(s.span), 1), (upper(s.span), -1)) AS e (on_date, step)
WHERE e.on_date IS NOT NULL
GROUP BY c.person_key, c.category, e.on_date, p.unit_id
