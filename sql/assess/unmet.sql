-- One row per (person, category on the lists that makes no claim, rule of it): the first condition that is not met.
-- Of several memberships in a category the latest speaks. Only persons with such a category are looked at: few.
INSERT INTO staging.assess_unmet (campaign_id, person_key, category, rule_id, verdict)
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
        f.hukou_local
    FROM core.membership_fact AS f
    INNER JOIN staging.assess_person AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.person_key
    WHERE
        f.campaign_id = :campaign_id AND f.op IN ('add', 'end') AND f.effective_on <= :business_date
        AND NOT EXISTS (
            SELECT FROM staging.assess_interval AS i
            WHERE i.campaign_id = f.campaign_id AND i.person_key = f.person_key AND i.category = f.category
        )
        AND NOT EXISTS (
            SELECT FROM landing.delivery AS d
            WHERE d.campaign_id = f.campaign_id AND d.delivery_id = f.delivery_id AND d.state = 'superseded'
        )
),

dated AS (
    SELECT
        s.*,
        min(s.effective_on) FILTER (WHERE s.op = 'end') OVER (
            PARTITION BY s.person_key, s.category
            ORDER BY s.effective_on, s.op
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS to_on,
        min(s.cut_off_on) OVER (PARTITION BY s.person_key, s.category) AS named_on
    FROM said AS s
),

-- the same reading as in assess/interval: rows that share their end are one, the earliest gives its attributes
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
    FROM dated AS s
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

latest AS (
    SELECT DISTINCT ON (m.person_key, m.category)
        m.*,
        m.to_on <= m.from_on AS is_void
    FROM membership AS m
    ORDER BY m.person_key ASC, m.category ASC, coalesce(m.to_on <= m.from_on, FALSE) ASC, m.from_on DESC
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
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
LEFT JOIN policy.subsidy AS r ON r.campaign_id = :campaign_id AND m.category = r.category AND NOT coalesce(m.is_void, FALSE)
CROSS JOIN LATERAL (SELECT date_part('year', age(coalesce(r.age_on, m.named_on), m.birth_on)) AS age) AS a
