-- One row per person, category, interval and rule that makes it a claim; memberships without a claim are dropped, because no rule
-- applies to them. If no rule's conditions fit because a fact is blank, or because the person's age contradicts the category, the
-- membership is a claim without an amount: nobody pays the ordinary price for a blank or for another office's mistake.
INSERT INTO staging.assess_interval (
    campaign_id, person_key, category, from_on, to_on, rule_id, claim_kind, named_rule_id, may_count, tie_order
)
WITH matched AS (
    SELECT
        m.*,
        r.rule_id,
        r.subsidy_kind,
        r.tie_order,
        k.category IS NOT NULL AS is_known,
        m.from_on > c.ends_on AND coalesce(r.subsidy_kind, '') <> 'none' AS is_late,
        c.recognised_after_window,
        CASE
            -- the rule is for other persons
            WHEN
                r.hukou_local <> m.hukou_local OR m.subclass <> ALL(r.subclasses)
                OR r.min_grade > m.grade OR r.max_grade < m.grade
                OR m.from_on < r.recognised_from OR m.from_on > r.recognised_to
                THEN 'not_meant'
            WHEN r.min_age > a.age OR r.max_age < a.age THEN 'age_contradicts'
            WHEN a.age IS NULL AND coalesce(r.min_age, r.max_age) IS NOT NULL THEN 'age_blank'
            WHEN m.grade IS NULL AND coalesce(r.min_grade, r.max_grade) IS NOT NULL THEN 'grade_blank'
            WHEN m.subclass IS NULL AND r.subclasses IS NOT NULL THEN 'subclass_blank'
            WHEN m.hukou_local IS NULL AND r.hukou_local IS NOT NULL THEN 'hukou_blank'
        END AS fault
    FROM staging.assess_membership AS m
    INNER JOIN policy.campaign AS c ON m.campaign_id = c.campaign_id
    LEFT JOIN policy.category AS k ON c.campaign_id = k.campaign_id AND m.category = k.category
    LEFT JOIN policy.subsidy AS r ON c.campaign_id = r.campaign_id AND m.category = r.category
    CROSS JOIN LATERAL (SELECT date_part('year', age(coalesce(r.age_on, m.named_on)::timestamp, m.birth_on::timestamp)) AS age) AS a
    WHERE m.campaign_id = :campaign_id AND NOT m.is_void
),

-- rules that fit come first, then rules whose fact is blank, then rules that the age contradicts
placed AS (
    SELECT
        m.*,
        CASE
            WHEN m.fault IS NULL THEN 1
            WHEN m.fault = 'not_meant' OR m.subsidy_kind = 'none' THEN 4
            WHEN m.fault = 'age_contradicts' THEN 3
            ELSE 2
        END AS place
    FROM matched AS m
    WHERE m.rule_id IS NOT NULL OR NOT m.is_known
),

claimed AS (
    SELECT
        b.*,
        CASE
            WHEN b.subsidy_kind = 'none' THEN 'none'
            -- recognised after the campaign, and removed again or without effect by the pack
            WHEN
                b.is_late AND (
                    b.recognised_after_window = 'ordinary'
                    OR (b.recognised_after_window = 'undefined' AND b.to_on IS NOT NULL)
                )
                THEN 'without_effect'
            WHEN NOT b.is_known THEN 'unknown'
            -- a person recognised after the campaign waits for a decision: undefined, never 0 and never full
            WHEN b.is_late AND b.recognised_after_window = 'undefined' THEN 'too_late'
            WHEN b.fault IS NOT NULL THEN b.fault
            WHEN b.subsidy_kind = 'undefined' THEN 'undefined'
            ELSE 'pays'
        END AS claim_kind
    FROM (
        SELECT
            m.*,
            min(m.place) OVER (PARTITION BY m.person_key, m.category, m.from_on) AS best_place
        FROM placed AS m
    ) AS b
    WHERE b.place = b.best_place AND b.place < 4
)

SELECT
    m.campaign_id,
    m.person_key,
    m.category,
    m.from_on,
    m.to_on,
    coalesce(m.rule_id, 'unknown_category') AS rule_id,
    m.claim_kind,
    CASE
        WHEN m.claim_kind IN ('pays', 'none', 'undefined') THEN m.rule_id
        WHEN m.claim_kind = 'unknown' THEN 'unknown_category'
        WHEN m.claim_kind IN ('too_late', 'without_effect') THEN 'recognised_after_window'
        ELSE m.claim_kind
    END AS named_rule_id,
    m.claim_kind NOT IN ('none', 'without_effect') AS may_count,
    coalesce(m.tie_order, 2147483647) AS tie_order
FROM claimed AS m
