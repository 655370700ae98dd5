-- One row per representative and plan year that settles: start of coverage, months of waiting, and the reward for consecutive
-- years. A person who pays after the last window and does not settle has only the start of coverage.
INSERT INTO staging.assess_benefit (
    campaign_id, person_key, plan_year, coverage_from, coverage_rule_id, waiting_months, waiting_rule_id, consecutive_years,
    reward_fen, history_missing
)
WITH campaign AS (
    SELECT
        c.*,
        ARRAY(
            SELECT DISTINCT h.plan_year
            FROM core.history_year AS h
            INNER JOIN landing.effective_delivery AS d ON h.campaign_id = d.campaign_id AND h.delivery_id = d.delivery_id
            WHERE h.campaign_id = c.campaign_id
        ) AS years_known,
        EXISTS(SELECT FROM policy.waiting AS w WHERE w.campaign_id = c.campaign_id) AS has_waiting
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

last_receipt AS (
    SELECT DISTINCT ON (d.person_key, d.plan_year) d.*
    FROM staging.assess_day AS d
    WHERE d.campaign_id = :campaign_id AND d.day_kind = 1
    ORDER BY d.person_key ASC, d.plan_year ASC, d.receipt_order DESC
),

-- the day that coverage is counted from: the settlement, else the last receipt after the windows
covered AS (
    SELECT s.person_key, s.plan_year, s.day_no, s.identity_on, s.count_on, TRUE AS is_settled
    FROM staging.assess_settled AS s
    WHERE s.campaign_id = :campaign_id
    UNION ALL
    SELECT d.person_key, d.plan_year, d.day_no, d.identity_on, d.count_on, FALSE
    FROM last_receipt AS d
    INNER JOIN campaign AS c ON d.campaign_id = c.campaign_id AND d.identity_on > c.ends_on
    LEFT JOIN staging.assess_settled AS s
        ON d.campaign_id = s.campaign_id AND d.person_key = s.person_key AND d.plan_year = s.plan_year
    WHERE s.person_key IS NULL
),

coverage AS (
    SELECT DISTINCT ON (s.person_key, s.plan_year)
        s.*,
        f.rule_id
    FROM covered AS s
    INNER JOIN staging.assess_fit AS f
        ON
            f.campaign_id = :campaign_id AND s.person_key = f.person_key AND s.plan_year = f.plan_year
            AND s.day_no = f.day_no AND f.rule_kind = 'coverage'
    ORDER BY s.person_key, s.plan_year, f.sort_order
),

reckoned AS (
    SELECT
        v.person_key,
        v.plan_year,
        v.rule_id,
        max(
            CASE WHEN o.month_start THEN date_trunc('month', r.reckoned_on)::date ELSE r.reckoned_on END
        ) AS coverage_from
    FROM coverage AS v
    INNER JOIN staging.assess_trait AS t ON t.campaign_id = :campaign_id AND v.person_key = t.person_key
    INNER JOIN policy.coverage_start AS o ON t.campaign_id = o.campaign_id AND v.rule_id = o.rule_id
    CROSS JOIN
        LATERAL (
            SELECT
                CASE o.base
                    WHEN 'payment' THEN v.identity_on
                    WHEN 'received' THEN v.count_on
                    WHEN 'birth' THEN t.birth_on
                    ELSE o.start_on
                END AS base_on
        ) AS b
    CROSS JOIN
        LATERAL (
            SELECT ((b.base_on + make_interval(months => o.add_months))::date + o.add_days) AS reckoned_on
        ) AS r
    GROUP BY v.person_key, v.plan_year, v.rule_id
),

-- missed years backwards from the last one; a year never delivered on the way leaves the count open
missed AS (
    SELECT
        s.person_key,
        s.plan_year,
        f.sort_order,
        w.*,
        c.plan_year - 1 - greatest(y.enrolled_year, y.open_year, y.before_first) AS missed_years,
        y.open_year > coalesce(y.enrolled_year, y.before_first)
        -- a rule that gives no months however many years were missed asks nothing of the history
        AND (w.min_missed_years, w.fixed_months, w.months_per_missed_year, coalesce(w.floor_months, 0)) <> (0, 0, 0, 0) AS is_open
    FROM staging.assess_settled AS s
    INNER JOIN campaign AS c ON s.campaign_id = c.campaign_id AND s.plan_year = c.plan_year
    INNER JOIN staging.assess_trait AS t ON s.campaign_id = t.campaign_id AND s.person_key = t.person_key
    INNER JOIN staging.assess_fit AS f
        ON
            s.campaign_id = f.campaign_id AND s.person_key = f.person_key AND s.plan_year = f.plan_year
            AND s.day_no = f.day_no AND f.rule_kind = 'waiting'
    INNER JOIN policy.waiting AS w ON f.campaign_id = w.campaign_id AND f.rule_id = w.rule_id
    CROSS JOIN
        LATERAL (
            SELECT
                least(c.plan_year, greatest(w.counts_from_year, date_part('year', t.birth_on)::integer)) - 1 AS before_first
        ) AS l
    CROSS JOIN
        LATERAL (
            SELECT
                l.before_first,
                max(g.past_year) FILTER (WHERE g.past_year = ANY(t.years_enrolled)) AS enrolled_year,
                max(g.past_year) FILTER (
                    WHERE g.past_year <> ALL(c.years_known) AND g.past_year <> ALL(t.years_enrolled)
                ) AS open_year
            FROM generate_series(l.before_first + 1, c.plan_year - 1) AS g (past_year)
        ) AS y
    WHERE s.campaign_id = :campaign_id
),

-- payments for each earlier year, collected once: a look-up for each person would read all receipts once per person
past_money AS MATERIALIZED (
    SELECT
        p.person_key,
        array_agg(p.plan_year) AS plan_years,
        array_agg(p.paid_fen) AS paid_fen
    FROM
        (
            SELECT
                r.person_key,
                r.plan_year,
                sum(r.amount_fen) AS paid_fen
            FROM staging.assess_receipt AS r
            INNER JOIN campaign AS c ON r.campaign_id = c.campaign_id AND r.plan_year < c.plan_year
            INNER JOIN staging.assess_representative AS o ON r.campaign_id = o.campaign_id AND r.person_key = o.person_key
            GROUP BY r.person_key, r.plan_year
        ) AS p
    GROUP BY p.person_key
),

waiting AS (
    SELECT DISTINCT ON (m.person_key)
        m.person_key,
        m.plan_year,
        m.rule_id,
        coalesce(m.is_open, FALSE) AS is_open,
        greatest(
            m.fixed_months + m.months_per_missed_year * (n.counted_years - least(n.counted_years, r.repaired_years)),
            CASE WHEN m.missed_years >= m.long_gap_years THEN m.floor_months END
        ) AS waiting_months
    FROM missed AS m
    LEFT JOIN past_money AS p ON m.person_key = p.person_key
    CROSS JOIN
        LATERAL (
            SELECT greatest(m.missed_years - (NOT m.first_missed_year_counts)::integer, 0) AS counted_years
        ) AS n
    CROSS JOIN
        LATERAL (
            SELECT count(*)::integer AS repaired_years
            FROM unnest(p.plan_years, p.paid_fen) AS y (plan_year, paid_fen)
            WHERE
                y.plan_year < m.plan_year AND y.plan_year >= m.plan_year - m.missed_years
                AND y.paid_fen >= m.repair_price_fen
        ) AS r
    WHERE m.is_open OR m.missed_years >= m.min_missed_years
    ORDER BY m.person_key, m.sort_order
),

consecutive AS (
    SELECT
        s.person_key,
        s.plan_year,
        (
            SELECT count(*)::integer
            FROM unnest(t.years_enrolled) AS e (past_year)
            WHERE
                e.past_year < c.plan_year
                -- every year between it and the plan year was enrolled as well
                AND c.plan_year - 1 - e.past_year = (
                    SELECT count(DISTINCT l.past_year)
                    FROM unnest(t.years_enrolled) AS l (past_year)
                    WHERE l.past_year > e.past_year AND l.past_year < c.plan_year
                )
        ) + 1 AS consecutive_years,
        c.plan_year - 1 <> ALL(c.years_known) AND c.plan_year - 1 <> ALL(t.years_enrolled) AS history_missing
    FROM staging.assess_settled AS s
    INNER JOIN campaign AS c ON s.campaign_id = c.campaign_id AND s.plan_year = c.plan_year
    INNER JOIN staging.assess_trait AS t ON s.campaign_id = t.campaign_id AND s.person_key = t.person_key
    WHERE c.reward_rule_id IS NOT NULL
)

SELECT
    s.campaign_id,
    s.person_key,
    s.plan_year,
    o.coverage_from,
    o.rule_id AS coverage_rule_id,
    CASE
        WHEN s.plan_year <> c.plan_year OR NOT c.has_waiting OR w.is_open THEN NULL
        ELSE coalesce(w.waiting_months, 0)
    END AS waiting_months,
    CASE WHEN NOT w.is_open THEN w.rule_id END AS waiting_rule_id,
    x.consecutive_years,
    CASE
        WHEN x.consecutive_years IS NOT NULL
            THEN
                least(
                    greatest(x.consecutive_years - c.reward_after_years, 0) * c.reward_fen_per_year, c.reward_most_fen
                )
    END AS reward_fen,
    coalesce(w.is_open, FALSE) OR coalesce(x.history_missing, FALSE) AS history_missing
FROM staging.assess_settled AS s
INNER JOIN campaign AS c ON s.campaign_id = c.campaign_id
LEFT JOIN reckoned AS o ON s.person_key = o.person_key AND s.plan_year = o.plan_year
LEFT JOIN waiting AS w ON s.person_key = w.person_key AND s.plan_year = w.plan_year
LEFT JOIN consecutive AS x ON s.person_key = x.person_key AND s.plan_year = x.plan_year
WHERE s.campaign_id = :campaign_id
UNION ALL
SELECT
    c.campaign_id,
    v.person_key,
    v.plan_year,
    o.coverage_from,
    o.rule_id,
    NULL,
    NULL,
    NULL,
    NULL,
    FALSE
FROM coverage AS v
CROSS JOIN campaign AS c
INNER JOIN reckoned AS o ON v.person_key = o.person_key AND v.plan_year = o.plan_year
WHERE NOT v.is_settled
