-- One row per (person, category, interval, rule that makes it a claim); memberships that make no claim drop out.
INSERT INTO staging.assess_interval (
    campaign_id, person_key, category, from_on, to_on, rule_id, claim_kind, tie_order
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
        -- the next end said for this category on or after this row
        min(f.effective_on) FILTER (WHERE f.op = 'end') OVER (
            PARTITION BY f.person_key, f.category
            ORDER BY f.effective_on, f.op
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS to_on,
        -- age is taken once, on the cut-off of the first list that names the person in the category
        min(f.cut_off_on) FILTER (WHERE f.op = 'add') OVER (PARTITION BY f.person_key, f.category) AS named_on
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
        s.named_on,
        coalesce(s.hukou_local, t.hukou_local) AS hukou_local,
        coalesce(s.birth_on, t.birth_on) AS birth_on
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
        s.subclass COLLATE "C" ASC NULLS LAST
),

matched AS (
    SELECT
        m.*,
        c.ends_on,
        k.category IS NOT NULL AS is_known,
        r.rule_id,
        r.subsidy_kind,
        r.tie_order
    FROM membership AS m
    INNER JOIN policy.campaign AS c ON c.campaign_id = :campaign_id
    LEFT JOIN policy.category AS k ON c.campaign_id = k.campaign_id AND m.category = k.category
    LEFT JOIN policy.subsidy AS r
        ON
            c.campaign_id = r.campaign_id AND m.category = r.category
            AND (r.min_age IS NULL OR date_part('year', age(coalesce(r.age_on, m.named_on), m.birth_on)) >= r.min_age)
            AND (r.max_age IS NULL OR date_part('year', age(coalesce(r.age_on, m.named_on), m.birth_on)) <= r.max_age)
            AND (r.min_grade IS NULL OR m.grade >= r.min_grade)
            AND (r.max_grade IS NULL OR m.grade <= r.max_grade)
            AND (r.subclasses IS NULL OR m.subclass = ANY(r.subclasses))
            AND (r.hukou_local IS NULL OR m.hukou_local = r.hukou_local)
            AND (r.recognised_from IS NULL OR m.from_on >= r.recognised_from)
            AND (r.recognised_to IS NULL OR m.from_on <= r.recognised_to)
    WHERE m.to_on IS NULL OR m.to_on > m.from_on
),

claimed AS (
    SELECT
        m.*,
        CASE
            WHEN NOT m.is_known THEN 'unknown'
            WHEN m.subsidy_kind = 'none' THEN 'none'
            -- who is recognised when the campaign is over waits for a decision: undefined, never 0 and never full
            WHEN m.from_on > m.ends_on THEN 'too_late'
            WHEN m.subsidy_kind = 'undefined' THEN 'undefined'
            ELSE 'pays'
        END AS claim_kind
    FROM matched AS m
    WHERE m.rule_id IS NOT NULL OR NOT m.is_known
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    m.person_key,
    m.category,
    m.from_on,
    m.to_on,
    coalesce(m.rule_id, 'unknown_category') AS rule_id,
    m.claim_kind,
    coalesce(m.tie_order, 2147483647) AS tie_order
FROM claimed AS m
