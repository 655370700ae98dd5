-- One row per person, category and interval that the lists state by the business date, with the attributes that rules look at.
-- A row of a list holds until the next stated end, or until the next full list of its source that does not name the person. A
-- later list overrules: an older list of its source does not end its rows, and of several ends that one source states for one
-- membership the newest by cut-off counts. A row that changes the category ends the others of its source. A membership that ends on the day of its start is void: it makes no claim, and is kept
-- to explain why.
INSERT INTO staging.assess_membership (
    campaign_id, person_key, category, from_on, to_on, is_void, grade, subclass, named_on, hukou_local, birth_on
)
WITH full_list AS (
    -- cut-offs of each source's full lists; the parts of one cut-off are one list
    SELECT
        d.source,
        min(d.cut_off_on) AS first_on,
        array_agg(DISTINCT d.cut_off_on) FILTER (WHERE d.list_mode = 'full') AS cut_offs,
        max(d.cut_off_on) FILTER (WHERE d.list_mode = 'full') AS last_on
    FROM landing.effective_delivery AS d
    WHERE
        d.campaign_id = :campaign_id AND d.kind = 'special_list'
        AND d.cut_off_on <= CAST(:business_date AS date)
    GROUP BY d.source
),

-- of all persons, if all are judged; else of the persons whose facts were read
list_fact AS (
    SELECT
        coalesce(n.person_key, f.person_key) AS person_key, f.category, f.op, f.effective_on, f.cut_off_on, f.birth_on, f.grade,
        f.subclass, f.hukou_local, f.replaces, f.delivery_id
    FROM core.membership_fact AS f
    LEFT JOIN staging.assess_linked AS n ON f.campaign_id = n.campaign_id AND f.person_key = n.fact_key
    WHERE f.campaign_id = :campaign_id AND CAST(:everyone AS boolean)
    UNION ALL
    SELECT
        f.person_key, f.category, f.op, f.effective_on, f.cut_off_on, f.birth_on, f.grade, f.subclass, f.hukou_local, f.replaces,
        f.delivery_id
    FROM staging.assess_list_fact AS f
    WHERE f.campaign_id = :campaign_id AND NOT CAST(:everyone AS boolean)
),

stated_row AS (
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
        coalesce(d.source, '') AS stated_by,
        -- the ends that any source states for this category, and the days from which it is stated; nearly nobody has an end
        array_agg(f.effective_on) FILTER (WHERE f.op = 'end' AND f.effective_on <= :business_date) OVER entry AS end_days,
        array_agg(f.cut_off_on) FILTER (WHERE f.op = 'end' AND f.effective_on <= :business_date) OVER entry AS end_cut_offs,
        array_agg(coalesce(d.source, '')) FILTER (WHERE f.op = 'end' AND f.effective_on <= :business_date) OVER entry AS end_sources,
        -- the changes of category that any source states for the person, each an end of the other categories; few have one
        array_agg(f.effective_on) FILTER (WHERE f.replaces AND f.effective_on <= :business_date) OVER whole AS change_days,
        array_agg(f.cut_off_on) FILTER (WHERE f.replaces AND f.effective_on <= :business_date) OVER whole AS change_cut_offs,
        array_agg(f.category) FILTER (WHERE f.replaces AND f.effective_on <= :business_date) OVER whole AS change_categories,
        array_agg(coalesce(d.source, '')) FILTER (WHERE f.replaces AND f.effective_on <= :business_date) OVER whole AS change_sources,
        array_agg(f.effective_on) FILTER (WHERE f.op = 'add' AND f.effective_on <= :business_date) OVER entry AS first_days,
        -- age is taken once, on the cut-off of the first list that names the person in the category
        min(f.cut_off_on) FILTER (WHERE f.op = 'add' AND f.effective_on <= :business_date) OVER entry AS named_on,
        CASE WHEN f.cut_off_on < l.last_on THEN l.source END AS source,
        CASE WHEN f.cut_off_on < l.last_on THEN l.cut_offs END AS full_cut_offs,
        -- the full lists that name the person, each as source and cut-off, without a source's first, which ends nothing;
        -- a row of a later day names the person as well
        array_agg(l.source || f.cut_off_on)
        FILTER (WHERE d.list_mode = 'full' AND f.op = 'add' AND f.cut_off_on > l.first_on) OVER entry AS named_on_lists
    FROM list_fact AS f
    LEFT JOIN landing.delivery AS d ON d.campaign_id = :campaign_id AND f.delivery_id = d.delivery_id
    LEFT JOIN full_list AS l ON d.source = l.source
    WHERE f.op <> 'death' AND coalesce(d.state, '') NOT IN ('superseded', 'revoked')
    WINDOW entry AS (PARTITION BY f.person_key, f.category), whole AS (PARTITION BY f.person_key)
),

-- the ends of each row's category, with those that changes of category mean for the rows of their source
ending_row AS (
    SELECT
        s.*,
        s.end_days || x.days AS all_end_days,
        s.end_cut_offs || x.cut_offs AS all_end_cut_offs,
        s.end_sources || x.sources AS all_end_sources
    FROM stated_row AS s
    LEFT JOIN LATERAL (
        SELECT
            array_agg(c.on_date) AS days,
            array_agg(c.cut_off_on) AS cut_offs,
            array_agg(c.source) AS sources
        FROM
            unnest(s.change_days, s.change_cut_offs, s.change_categories, s.change_sources)
                AS c (on_date, cut_off_on, category, source)
        WHERE c.category <> s.category AND c.source = s.stated_by
    ) AS x ON s.change_days IS NOT NULL
    WHERE s.op = 'add'
),

lasting AS (
    SELECT
        s.*,
        least(
            CASE
                WHEN s.all_end_days IS NOT NULL THEN (
                    SELECT min(e.on_date)
                    FROM unnest(s.all_end_days, s.all_end_cut_offs, s.all_end_sources) AS e (on_date, cut_off_on, source)
                    WHERE
                        e.on_date >= s.effective_on AND (e.source <> s.stated_by OR e.cut_off_on >= s.cut_off_on)
                        -- a newer end of the same source counts instead, unless the person was named again between the two
                        AND NOT EXISTS (
                            SELECT
                            FROM unnest(s.all_end_days, s.all_end_cut_offs, s.all_end_sources) AS n (on_date, cut_off_on, source)
                            WHERE
                                n.source = e.source AND n.cut_off_on > e.cut_off_on AND n.on_date >= s.effective_on
                                AND NOT EXISTS (
                                    SELECT
                                    FROM unnest(s.first_days) AS b (on_date)
                                    WHERE
                                        b.on_date > s.effective_on AND b.on_date >= least(e.on_date, n.on_date)
                                        AND b.on_date < greatest(e.on_date, n.on_date)
                                )
                        )
                )
            END,
            CASE
                WHEN s.full_cut_offs IS NOT NULL THEN (
                    SELECT min(t.cut_off_on)
                    FROM unnest(s.full_cut_offs) AS t (cut_off_on)
                    WHERE t.cut_off_on > s.cut_off_on AND s.source || t.cut_off_on <> ALL(coalesce(s.named_on_lists, '{}'))
                )
            END
        ) AS to_on
    FROM ending_row AS s
    WHERE s.effective_on <= :business_date
),

-- a void membership matters only for a person without another membership in the category
relevant AS (
    SELECT v.*
    FROM (
        SELECT
            l.*,
            coalesce(l.to_on <= l.effective_on, FALSE) AS is_void,
            bool_and(coalesce(l.to_on <= l.effective_on, FALSE)) OVER (PARTITION BY l.person_key, l.category) AS is_all_void
        FROM lasting AS l
    ) AS v
    WHERE v.is_all_void OR NOT v.is_void
),

-- rows whose intervals overlap are one membership: a person is in a category once on a day
stretch AS (
    SELECT
        s.*,
        max(coalesce(s.to_on, 'infinity')) OVER earlier <= s.effective_on
        AND max(s.effective_on) OVER earlier < s.effective_on AS is_apart
    FROM relevant AS s
    WINDOW earlier AS (
        PARTITION BY s.person_key, s.category
        ORDER BY s.effective_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

numbered AS (
    SELECT
        s.*,
        count(*) FILTER (WHERE s.is_apart) OVER (
            PARTITION BY s.person_key, s.category ORDER BY s.effective_on
        ) AS stretch_no
    FROM stretch AS s
),

-- the earliest row gives the attributes of a membership, the last end is its end
membership AS (
    SELECT DISTINCT ON (n.person_key, n.category, n.stretch_no)
        n.person_key,
        n.category,
        n.effective_on AS from_on,
        nullif(max(coalesce(n.to_on, 'infinity')) OVER (PARTITION BY n.person_key, n.category, n.stretch_no), 'infinity') AS to_on,
        n.is_void,
        n.grade,
        n.subclass,
        n.named_on,
        n.hukou_local,
        n.birth_on
    FROM numbered AS n
    ORDER BY
        n.person_key ASC,
        n.category ASC,
        n.stretch_no ASC,
        n.effective_on ASC,
        n.cut_off_on ASC,
        n.hukou_local DESC NULLS LAST,
        n.grade ASC NULLS LAST,
        n.subclass COLLATE "C" ASC NULLS LAST  -- noqa: RF03
),

-- all persons, if all are judged; else the persons whose facts were read
trait AS (
    SELECT t.person_key, t.hukou_local, t.birth_on
    FROM core.trait AS t
    WHERE t.campaign_id = :campaign_id AND CAST(:everyone AS boolean)
    UNION ALL
    SELECT t.person_key, t.hukou_local, t.birth_on
    FROM staging.assess_person_trait AS t
    WHERE t.campaign_id = :campaign_id AND NOT CAST(:everyone AS boolean)
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    m.person_key,
    m.category,
    m.from_on,
    m.to_on,
    m.is_void,
    m.grade,
    m.subclass,
    m.named_on,
    coalesce(m.hukou_local, t.hukou_local) AS hukou_local,
    coalesce(m.birth_on, t.birth_on) AS birth_on
FROM membership AS m
INNER JOIN trait AS t ON m.person_key = t.person_key
