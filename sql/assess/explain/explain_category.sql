-- One line per category of the situation and rule about it: its effect on the deciding day, with the reason.
INSERT INTO core.explanation (
    campaign_id, situation_key, plan_year, line_no, topic, verdict, category, rule_id, fen, other_fen, on_date, until_on
)
WITH RECURSIVE campaign AS (
    SELECT c.*
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

explained AS (
    SELECT e.*
    FROM staging.assess_explained AS e
    INNER JOIN campaign AS c ON e.campaign_id = c.campaign_id AND e.plan_year = c.plan_year
),

-- several rules may give "recognised too late" for one category: one line
claim AS (
    SELECT DISTINCT ON (k.person_key, k.category, k.rule_id)
        k.person_key,
        k.category,
        k.rule_id,
        k.subsidy_fen,
        k.verdict,
        max(k.subsidy_fen) FILTER (WHERE k.verdict = 'counts') OVER (PARTITION BY k.person_key) AS counts_fen
    FROM explained AS e
    INNER JOIN staging.assess_claim AS k
        ON e.campaign_id = k.campaign_id AND e.person_key = k.person_key AND e.day_no = k.day_no
    ORDER BY k.person_key ASC, k.category ASC, k.rule_id ASC, k.verdict = 'counts' DESC, k.verdict_order ASC
),

combination AS (
    SELECT
        o.rule_id,
        o.categories,
        o.counts,
        row_number() OVER (ORDER BY o.sort_order) AS step
    FROM policy.combination AS o
    WHERE o.campaign_id = :campaign_id
),

-- the combinations again, for claims that a combination took out: which combination it was
remaining AS (
    SELECT
        k.person_key,
        0::bigint AS step,
        NULL::text AS rule_id,
        array_agg(DISTINCT k.category) AS categories,
        '{}'::text [] AS taken
    FROM claim AS k
    GROUP BY k.person_key
    HAVING bool_or(k.verdict = 'combined_out')
    UNION ALL
    SELECT
        r.person_key,
        o.step,
        o.rule_id,
        ARRAY(SELECT g.category FROM unnest(r.categories) AS g (category) WHERE g.category <> ALL(t.taken)),
        t.taken
    FROM remaining AS r
    INNER JOIN combination AS o ON o.step = r.step + 1
    CROSS JOIN LATERAL (
        SELECT CASE WHEN o.categories <@ r.categories THEN array_remove(o.categories, o.counts) ELSE '{}' END AS taken
    ) AS t
),

gain AS (
    SELECT
        e.person_key,
        d.identity_on,
        k.rule_id
    FROM explained AS e
    INNER JOIN staging.assess_day AS d
        ON e.campaign_id = d.campaign_id AND e.person_key = d.person_key AND e.plan_year = d.plan_year AND e.gained_day_no = d.day_no
    INNER JOIN staging.assess_decision AS k
        ON d.campaign_id = k.campaign_id AND d.person_key = k.person_key AND d.plan_year = k.plan_year AND d.day_no = k.day_no
),

held AS (
    SELECT
        e.person_key,
        e.situation_key,
        e.plan_year,
        i.category,
        i.named_rule_id AS rule_id,
        i.from_on,
        i.to_on,
        k.subsidy_fen,
        k.counts_fen,
        CASE
            WHEN i.claim_kind = 'without_effect' THEN 'without_effect'
            WHEN i.from_on > e.identity_on AND y.rule_id = i.rule_id AND y.identity_on = i.from_on THEN 'gained'
            WHEN i.from_on > e.identity_on AND i.claim_kind = 'pays' AND s.gained = 'kept' AND e.is_settled THEN 'kept'
            WHEN i.from_on > e.identity_on AND i.category = o.open_category AND i.named_rule_id = o.open_rule_id THEN 'gained_undefined'
            WHEN i.from_on > e.identity_on THEN 'later'
            WHEN i.to_on <= e.identity_on THEN 'ended'
            WHEN i.claim_kind = 'none' THEN 'tracked'
            WHEN e.is_out AND (e.day_kind < 4 OR k.person_key IS NULL) THEN 'out'
            WHEN k.verdict = 'combined_out' THEN 'combined_out'
            WHEN k.verdict IN ('counts', 'added') AND i.claim_kind <> 'pays' THEN i.claim_kind
            WHEN k.verdict = 'smaller' AND c.several_method = 'order' THEN 'outranked'
            WHEN k.verdict = 'smaller' AND k.subsidy_fen IS NULL THEN 'moot'
            WHEN k.verdict = 'smaller' AND k.counts_fen IS NULL THEN 'pending'
            WHEN k.verdict = 'smaller' AND k.subsidy_fen = k.counts_fen THEN 'tied'
            WHEN k.verdict IS NOT NULL THEN k.verdict
            WHEN e.identity_on < s.valid_from THEN 'not_yet'
            WHEN e.identity_on > s.valid_to THEN 'no_longer'
            WHEN s.phase <> CASE WHEN e.identity_on <= c.ends_on THEN 'in_window' ELSE 'late' END THEN 'wrong_phase'
            WHEN NOT s.with_any && d.categories THEN 'lacks_other'
            ELSE 'excluded_by_other'
        END AS verdict
    FROM explained AS e
    CROSS JOIN campaign AS c
    INNER JOIN staging.assess_day AS d
        ON
            e.campaign_id = d.campaign_id AND e.person_key = d.person_key AND e.plan_year = d.plan_year
            AND e.day_no = d.day_no
    INNER JOIN staging.assess_representative_interval AS i ON e.campaign_id = i.campaign_id AND e.person_key = i.person_key
    LEFT JOIN policy.subsidy AS s ON e.campaign_id = s.campaign_id AND i.rule_id = s.rule_id
    LEFT JOIN claim AS k
        ON
            e.person_key = k.person_key AND i.category = k.category
            AND i.named_rule_id = k.rule_id AND i.may_count AND e.identity_on >= i.from_on AND (i.to_on IS NULL OR e.identity_on < i.to_on)
    LEFT JOIN gain AS y ON e.person_key = y.person_key
    LEFT JOIN staging.assess_gain AS o ON e.campaign_id = o.campaign_id AND e.person_key = o.person_key
),

line AS (
    SELECT DISTINCT ON (h.person_key, h.category, h.rule_id, h.from_on)
        h.*
    FROM held AS h
    ORDER BY h.person_key, h.category, h.rule_id, h.from_on
),

category_line AS (
    SELECT
        l.situation_key,
        l.plan_year,
        l.category,
        CASE
            WHEN l.verdict = 'combined_out' THEN r.rule_id
            WHEN l.verdict = 'kept' AND c.gained_after_payment = 'kept' THEN c.gained_rule_id
            ELSE l.rule_id
        END AS rule_id,
        l.verdict,
        CASE WHEN l.verdict <> 'out' THEN l.subsidy_fen END AS subsidy_fen,
        CASE WHEN l.verdict IN ('smaller', 'tied', 'outranked') THEN l.counts_fen END AS counts_fen,
        l.from_on,
        l.to_on
    FROM line AS l
    CROSS JOIN campaign AS c
    LEFT JOIN remaining AS r ON l.person_key = r.person_key AND l.category = ANY(r.taken)
    UNION ALL
    SELECT
        e.situation_key,
        e.plan_year,
        u.category,
        u.rule_id,
        u.verdict,
        NULL,
        NULL,
        NULL,
        NULL
    FROM explained AS e
    INNER JOIN staging.assess_representative_unmet AS u ON e.campaign_id = u.campaign_id AND e.person_key = u.person_key
),

-- what counts first, then by category
ordered AS (
    SELECT
        s.*,
        CASE s.verdict WHEN 'counts' THEN 0 WHEN 'undefined' THEN 1 WHEN 'added' THEN 2 ELSE 3 END AS rank_no,
        convert_to(s.category, 'UTF8') AS category_order,
        convert_to(s.rule_id, 'UTF8') AS rule_order
    FROM category_line AS s
),

numbered AS (
    SELECT
        s.*,
        200 + row_number() OVER (
            PARTITION BY s.situation_key ORDER BY s.rank_no, s.category_order, s.from_on, s.rule_order
        ) AS line_no
    FROM ordered AS s
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    s.situation_key,
    s.plan_year,
    s.line_no,
    'category' AS topic,
    s.verdict,
    s.category,
    s.rule_id,
    s.subsidy_fen AS fen,
    s.counts_fen AS other_fen,
    s.from_on AS on_date,
    s.to_on AS until_on
FROM numbered AS s
