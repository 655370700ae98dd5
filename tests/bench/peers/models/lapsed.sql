-- Persons who owe nothing and die before coverage begins (no such day: before the plan year).
CREATE TABLE lapsed AS
SELECT number
FROM (
    SELECT DISTINCT ON (s.number)
        s.number,
        x.died_on < coalesce(
            CASE v.start_kind
                WHEN 'birth' THEN p.birth_on
                WHEN 'days_after_payment' THEN s.identity_on + v.wait_days
                WHEN 'next_month' THEN (date_trunc('month', s.identity_on) + INTERVAL '1 month')::date
                ELSE v.start_on
            END,
            make_date(c.plan_year, 1, 1)
        ) AS is_lapsed
    FROM settled AS s
    CROSS JOIN campaign AS c
    INNER JOIN death AS x ON s.number = x.number
    LEFT JOIN roll AS r ON s.number = r.number
    CROSS JOIN LATERAL (SELECT substring(s.number FROM 7 FOR 8)::date AS birth_on) AS p
    LEFT JOIN coverage AS v
        ON
            (v.phase IS NULL OR v.phase = CASE WHEN s.identity_on <= c.ends_on THEN 'in_window' ELSE 'late' END)
            AND (v.continuing IS NULL OR v.continuing = coalesce(r.is_continuing, FALSE))
            AND (v.born_in_plan_year IS NULL OR v.born_in_plan_year = (extract(YEAR FROM p.birth_on) = c.plan_year))
            AND (v.paid_within_days_of_birth IS NULL OR s.identity_on - p.birth_on <= v.paid_within_days_of_birth)
    WHERE s.is_free AND x.known_on IS NOT NULL
    ORDER BY s.number, v.rule_order
) AS d
WHERE is_lapsed;
