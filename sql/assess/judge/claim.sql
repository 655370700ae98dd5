-- One row per day and claim that decides on it: its value, whether it counts, and the reason if it does not.
INSERT INTO staging.assess_claim (
    campaign_id, person_key, plan_year, day_no, category, rule_id, base_fen, subsidy_fen, verdict, verdict_order
)
WITH RECURSIVE campaign AS (
    SELECT
        c.campaign_id,
        c.plan_year,
        c.ends_on,
        c.several_method
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

-- what a rule gives of the price of the default tier; NULL = undefined
active AS (
    SELECT
        d.person_key,
        d.day_no,
        i.category,
        i.named_rule_id AS rule_id,
        i.claim_kind,
        i.tie_order,
        coalesce(s.is_on_top AND i.claim_kind <> 'too_late', FALSE) AS is_on_top,
        p.price_fen,
        coalesce(q.has_rest, FALSE) AS has_rest,
        -- least() ignores NULL, so an undefined price is tested
        CASE WHEN i.claim_kind = 'pays' AND p.price_fen IS NOT NULL THEN least(p.price_fen, q.stated_fen) END AS subsidy_fen
    FROM staging.assess_day AS d
    INNER JOIN campaign AS c ON d.campaign_id = c.campaign_id AND d.plan_year = c.plan_year
    INNER JOIN staging.assess_representative_interval AS i
        ON
            d.campaign_id = i.campaign_id AND d.person_key = i.person_key AND i.may_count
            AND d.identity_on >= i.from_on AND (i.to_on IS NULL OR d.identity_on < i.to_on)
    INNER JOIN staging.assess_price AS p
        ON
            d.campaign_id = p.campaign_id AND d.person_key = p.person_key AND d.plan_year = p.plan_year
            AND d.day_no = p.day_no AND p.tier_order = 1
    LEFT JOIN policy.subsidy AS s ON i.campaign_id = s.campaign_id AND i.rule_id = s.rule_id
    LEFT JOIN LATERAL (
        SELECT
            bool_or(o.is_rest) AND i.claim_kind = 'pays' AS has_rest,
            sum(f.fen)::bigint AS stated_fen
        FROM policy.subsidy_part AS o
        LEFT JOIN policy.subsidy_part_amount AS f
            ON
                o.campaign_id = f.campaign_id AND o.rule_id = f.rule_id AND o.part_no = f.part_no
                AND p.price_fen = f.price_fen
        WHERE o.campaign_id = s.campaign_id AND o.rule_id = s.rule_id
    ) AS q ON TRUE
    WHERE
        (
            i.claim_kind IN ('unknown', 'too_late')
            OR (
                (s.valid_from IS NULL OR d.identity_on >= s.valid_from)
                AND (s.valid_to IS NULL OR d.identity_on <= s.valid_to)
                AND (s.phase IS NULL OR s.phase = CASE WHEN d.identity_on <= c.ends_on THEN 'in_window' ELSE 'late' END)
            )
        )
        AND (s.with_any IS NULL OR s.with_any && d.categories)
        AND (s.unless_any IS NULL OR NOT s.unless_any && d.categories)
        AND (d.day_kind < 4 OR (s.despite_employee_insurance AND i.claim_kind <> 'too_late'))
),

combination AS (
    SELECT
        o.categories,
        o.counts,
        row_number() OVER (ORDER BY o.sort_order) AS step
    FROM policy.combination AS o
    WHERE o.campaign_id = :campaign_id
),

-- each claim with all categories that decide on its day (a window, because the planner does not know the size of CTEs)
held AS (
    SELECT
        a.*,
        array_agg(a.category) OVER (
            PARTITION BY a.person_key, a.day_no ORDER BY a.category
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS held_categories
    FROM active AS a
),

-- the sets of categories that occur are few, however many the persons: the combinations are worked out on those
-- each combination in turn takes out the claims that do not count together with the remaining ones
remaining AS (
    SELECT DISTINCT
        h.held_categories,
        h.held_categories AS categories,
        0::bigint AS step
    FROM held AS h
    UNION ALL
    SELECT
        r.held_categories,
        CASE
            WHEN o.categories <@ r.categories
                THEN
                    ARRAY(
                        SELECT k.category
                        FROM unnest(r.categories) AS k (category)
                        WHERE k.category <> ALL(o.categories) OR k.category = o.counts
                    )
            ELSE r.categories
        END AS categories,
        o.step
    FROM remaining AS r
    INNER JOIN combination AS o ON o.step = r.step + 1
),

kept AS (
    SELECT
        h.*,
        r.categories @> ARRAY[h.category] AS is_kept
    FROM held AS h
    INNER JOIN remaining AS r
        ON h.held_categories = r.held_categories AND r.step = (SELECT count(*) FROM combination)
),

ranked AS (
    SELECT
        k.*,
        row_number() OVER (
            PARTITION BY k.person_key, k.day_no, k.is_kept, k.is_on_top
            ORDER BY
                CASE
                    WHEN k.is_on_top THEN 0
                    WHEN c.several_method = 'order' THEN (k.claim_kind NOT IN ('unknown', 'too_late'))::integer
                    -- the whole price, else an undefined amount, else the largest amount
                    WHEN k.has_rest OR k.subsidy_fen >= k.price_fen THEN 0
                    WHEN k.claim_kind <> 'pays' THEN 1
                    ELSE 2
                END,
                CASE WHEN c.several_method = 'order' AND NOT k.is_on_top THEN g.decide_order END,
                CASE WHEN c.several_method = 'largest' AND NOT k.is_on_top THEN k.subsidy_fen END DESC NULLS LAST,
                k.tie_order,
                k.category COLLATE "C"
        ) AS rank_no
    FROM kept AS k
    CROSS JOIN campaign AS c
    LEFT JOIN policy.category AS g ON c.campaign_id = g.campaign_id AND k.category = g.category
)

SELECT
    c.campaign_id,
    k.person_key,
    c.plan_year,
    k.day_no,
    k.category,
    k.rule_id,
    k.price_fen AS base_fen,
    k.subsidy_fen,
    CASE
        WHEN NOT k.is_kept THEN 'combined_out'
        WHEN k.is_on_top THEN 'added'
        WHEN k.rank_no = 1 THEN 'counts'
        ELSE 'smaller'
    END AS verdict,
    k.rank_no AS verdict_order
FROM ranked AS k
CROSS JOIN campaign AS c
