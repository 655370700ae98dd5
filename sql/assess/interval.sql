-- One row per (person, category, interval, matching subsidy rule); memberships whose conditions match no rule drop out.
INSERT INTO staging.assess_interval (
    campaign_id, person_key, category, from_on, to_on, rule_id, subsidy_kind, subsidy_fen, payer, tie_order,
    unless_category, unit_id
)
WITH said AS (
    SELECT
        f.person_key,
        f.category,
        f.op,
        f.effective_on,
        f.cut_off_on,
        f.birth_on,
        f.grade,
        f.subclass,
        f.hukou_local,
        f.unit_id,
        -- the next end said for this category on or after this row
        min(f.effective_on) FILTER (WHERE f.op = 'end') OVER (
            PARTITION BY f.person_key, f.category
            ORDER BY f.effective_on, f.op
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS to_on,
        -- age is taken once, on the cut-off of the first list that names the person in the category
        min(f.cut_off_on) OVER (PARTITION BY f.person_key, f.category) AS age_on
    FROM core.membership_fact AS f
    INNER JOIN staging.assess_person AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.person_key
    WHERE
        f.campaign_id = :campaign_id AND f.op IN ('add', 'end') AND f.effective_on <= :business_date
        AND NOT EXISTS (
            SELECT FROM landing.delivery AS d
            WHERE d.campaign_id = f.campaign_id AND d.delivery_id = f.delivery_id AND d.state = 'superseded'
        )
),

-- rows that share their end are one interval; the earliest row gives its attributes
membership AS (
    SELECT DISTINCT ON (s.person_key, s.category, s.to_on)
        s.person_key,
        s.category,
        s.effective_on AS from_on,
        s.to_on,
        s.grade,
        s.subclass,
        s.unit_id,
        coalesce(s.hukou_local, t.hukou_local) AS hukou_local,
        date_part('year', age(s.age_on, coalesce(s.birth_on, t.birth_on)))::integer AS age_years
    FROM said AS s
    INNER JOIN staging.assess_trait AS t ON s.person_key = t.person_key AND t.campaign_id = :campaign_id
    WHERE s.op = 'add'
    ORDER BY
        s.person_key ASC,
        s.category ASC,
        s.to_on ASC,
        s.effective_on ASC,
        s.cut_off_on ASC,
        s.hukou_local DESC NULLS LAST,
        s.grade ASC NULLS LAST,
        s.unit_id ASC
),

matched AS (
    SELECT
        m.*,
        c.ends_on,
        k.category IS NOT NULL AS is_known,
        r.rule_id,
        r.subsidy_kind,
        r.subsidy_fen,
        r.payer,
        r.tie_order,
        r.unless_category
    FROM membership AS m
    INNER JOIN policy.campaign AS c ON c.campaign_id = :campaign_id
    LEFT JOIN policy.category AS k ON c.campaign_id = k.campaign_id AND m.category = k.category
    LEFT JOIN policy.subsidy AS r
        ON
            c.campaign_id = r.campaign_id AND m.category = r.category
            AND (r.min_age IS NULL OR m.age_years >= r.min_age)
            AND (r.max_age IS NULL OR m.age_years <= r.max_age)
            AND (r.min_grade IS NULL OR m.grade >= r.min_grade)
            AND (r.max_grade IS NULL OR m.grade <= r.max_grade)
            AND (r.subclass IS NULL OR m.subclass = r.subclass)
            AND (r.hukou_local IS NULL OR m.hukou_local = r.hukou_local)
    WHERE m.to_on IS NULL OR m.to_on > m.from_on
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    m.person_key,
    m.category,
    m.from_on,
    m.to_on,
    CASE
        WHEN NOT m.is_known THEN 'unknown_category'
        WHEN m.subsidy_kind <> 'none' AND m.from_on > m.ends_on THEN 'recognised_after_window'
        ELSE m.rule_id
    END AS rule_id,
    -- who is recognised when the campaign is over waits for a decision: undefined, never 0 and never full
    CASE
        WHEN NOT m.is_known THEN 'undefined'
        WHEN m.subsidy_kind <> 'none' AND m.from_on > m.ends_on THEN 'undefined'
        ELSE m.subsidy_kind
    END AS subsidy_kind,
    CASE WHEN m.from_on <= m.ends_on THEN m.subsidy_fen END AS subsidy_fen,
    CASE WHEN m.from_on <= m.ends_on THEN coalesce(m.payer, '') ELSE '' END AS payer,
    coalesce(m.tie_order, 2147483647) AS tie_order,
    m.unless_category,
    m.unit_id
FROM matched AS m
WHERE m.rule_id IS NOT NULL OR NOT m.is_known
