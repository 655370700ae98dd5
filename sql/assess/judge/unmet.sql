-- One row per person, category without a claim, and rule of it: the first condition that is not met.
-- Of several memberships in a category the latest counts. Only the few persons with such a category are looked at.
INSERT INTO staging.assess_unmet (campaign_id, person_key, category, rule_id, verdict)
WITH latest AS (
    SELECT DISTINCT ON (m.person_key, m.category) m.*
    FROM staging.assess_membership AS m
    WHERE
        m.campaign_id = :campaign_id
        AND NOT EXISTS (
            SELECT FROM staging.assess_interval AS i
            WHERE i.campaign_id = m.campaign_id AND i.person_key = m.person_key AND i.category = m.category
        )
    ORDER BY m.person_key ASC, m.category ASC, m.is_void ASC, m.from_on DESC
)

SELECT
    m.campaign_id,
    m.person_key,
    m.category,
    r.rule_id,
    CASE
        WHEN m.is_void THEN 'ended_at_once'
        WHEN r.rule_id IS NULL THEN 'no_rule'
        WHEN r.min_age > coalesce(a.age, -1) OR r.max_age < coalesce(a.age, 1000) THEN 'unmet_age'
        WHEN r.min_grade > coalesce(m.grade, -1) OR r.max_grade < coalesce(m.grade, 1000) THEN 'unmet_grade'
        WHEN NOT coalesce(m.subclass, '') = ANY(r.subclasses) THEN 'unmet_subclass'
        WHEN r.hukou_local <> coalesce(m.hukou_local, NOT r.hukou_local) THEN 'unmet_hukou'
        ELSE 'unmet_recognised'
    END AS verdict
FROM latest AS m
LEFT JOIN policy.subsidy AS r ON m.campaign_id = r.campaign_id AND m.category = r.category AND NOT m.is_void
CROSS JOIN LATERAL (SELECT date_part('year', age(coalesce(r.age_on, m.named_on)::timestamp, m.birth_on::timestamp)) AS age) AS a
