-- One row per person, category, interval and rule that makes it a claim; memberships without a claim are dropped, because no rule
-- applies to them.
INSERT INTO staging.assess_interval (
    campaign_id, person_key, category, from_on, to_on, rule_id, claim_kind, tie_order
)
WITH matched AS (
    SELECT
        m.*,
        c.ends_on,
        k.category IS NOT NULL AS is_known,
        r.rule_id,
        r.subsidy_kind,
        r.tie_order
    FROM staging.assess_membership AS m
    INNER JOIN policy.campaign AS c ON m.campaign_id = c.campaign_id
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
    WHERE m.campaign_id = :campaign_id AND NOT m.is_void
),

claimed AS (
    SELECT
        m.*,
        CASE
            WHEN NOT m.is_known THEN 'unknown'
            WHEN m.subsidy_kind = 'none' THEN 'none'
            -- a person recognised after the campaign waits for a decision: undefined, never 0 and never full
            WHEN m.from_on > m.ends_on THEN 'too_late'
            WHEN m.subsidy_kind = 'undefined' THEN 'undefined'
            ELSE 'pays'
        END AS claim_kind
    FROM matched AS m
    WHERE m.rule_id IS NOT NULL OR NOT m.is_known
)

SELECT
    m.campaign_id,
    m.person_key,
    m.category,
    m.from_on,
    m.to_on,
    coalesce(m.rule_id, 'unknown_category') AS rule_id,
    m.claim_kind,
    coalesce(m.tie_order, 2147483647) AS tie_order
FROM claimed AS m
