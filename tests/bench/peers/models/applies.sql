-- Effect of each membership; undefined if a grade or hukou that a rule asks for is blank, or if the age contradicts the list.
CREATE TABLE applies AS
SELECT
    m.number,
    m.category,
    m.from_on,
    m.to_on,
    CASE
        WHEN s.category IS NULL OR (s.kind <> 'none' AND m.from_on > c.ends_on) THEN 'undefined' ELSE s.kind
    END AS kind,
    s.amount_fen,
    s.unless_category,
    coalesce(s.tie_order, 1000) AS tie_order
FROM membership AS m
CROSS JOIN campaign AS c
LEFT JOIN (SELECT category, bool_or(kind <> 'none') AS claims FROM subsidy GROUP BY category) AS k ON m.category = k.category
LEFT JOIN subsidy AS s
    ON
        m.category = s.category
        AND (s.min_age IS NULL OR m.age_years >= s.min_age) AND (s.max_age IS NULL OR m.age_years <= s.max_age)
        AND (s.min_grade IS NULL OR m.grade >= s.min_grade) AND (s.max_grade IS NULL OR m.grade <= s.max_grade)
        AND (s.is_local IS NULL OR m.is_local = s.is_local)
WHERE
    (m.to_on IS NULL OR m.to_on > m.from_on)
    AND (
        s.category IS NOT NULL OR k.category IS NULL
        OR EXISTS (
            SELECT FROM subsidy AS u
            WHERE
                u.category = m.category AND u.kind <> 'none'
                AND (m.grade IS NULL OR u.min_grade IS NULL OR m.grade >= u.min_grade)
                AND (m.grade IS NULL OR u.max_grade IS NULL OR m.grade <= u.max_grade)
                AND (m.is_local IS NULL OR u.is_local IS NULL OR m.is_local = u.is_local)
        )
    )
    AND NOT (m.from_on > c.ends_on AND m.to_on IS NOT NULL AND coalesce(k.claims, TRUE));
