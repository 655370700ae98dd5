-- One row per (person, category, interval) that the lists say by the business date, with what the rules ask of a membership.
-- An interval that ends on the day of its start is void: it makes no claim, and says why there is none.
INSERT INTO staging.assess_membership (
    campaign_id, person_key, category, from_on, to_on, is_void, grade, subclass, named_on, hukou_local, birth_on
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
    INNER JOIN core.trait AS t ON s.person_key = t.person_key AND t.campaign_id = :campaign_id
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
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    m.person_key,
    m.category,
    m.from_on,
    m.to_on,
    coalesce(m.to_on <= m.from_on, FALSE) AS is_void,
    m.grade,
    m.subclass,
    m.named_on,
    m.hukou_local,
    m.birth_on
FROM membership AS m
