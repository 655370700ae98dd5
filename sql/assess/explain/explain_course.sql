-- One line per statement about the course of a situation and plan year: exclusions, the deciding day and its reason, the window,
-- coverage, waiting and reward.
INSERT INTO core.explanation (
    campaign_id, situation_key, plan_year, line_no, topic, verdict, rule_id, fen, other_fen, number, on_date, until_on
)
WITH campaign AS (
    SELECT
        c.*,
        c.campaign_id IN (SELECT w.campaign_id FROM policy.waiting AS w) AS has_waiting,
        EXISTS(
            SELECT
            FROM core.history_year AS h
            INNER JOIN landing.effective_delivery AS d ON h.campaign_id = d.campaign_id AND h.delivery_id = d.delivery_id
            WHERE h.campaign_id = c.campaign_id AND h.plan_year = c.plan_year - 1
        ) AS is_last_year_known
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

-- who belongs to a special group on the day that decided
special AS (
    SELECT DISTINCT e.person_key
    FROM staging.assess_explained AS e
    INNER JOIN campaign AS c ON e.campaign_id = c.campaign_id AND e.plan_year = c.plan_year
    INNER JOIN staging.assess_representative_interval AS i
        ON
            e.campaign_id = i.campaign_id AND e.person_key = i.person_key AND i.may_count
            AND e.identity_on >= i.from_on AND (i.to_on IS NULL OR e.identity_on < i.to_on)
),

course AS (
    SELECT
        o.*,
        e.situation_key,
        e.is_settled,
        e.is_out,
        t.died_on,
        s.day_kind,
        r.received_on,
        g.person_key IS NOT NULL AS in_special,
        c.starts_on,
        c.ends_on,
        c.decision_rule_id,
        c.employee_rule_id,
        c.reward_rule_id,
        -- a person enrolled in the year before has at least two consecutive years
        o.consecutive_years = 1 AND NOT c.is_last_year_known AS is_reward_open,
        c.has_waiting AND o.plan_year = c.plan_year AS may_wait,
        o.plan_year = c.plan_year OR NOT o.plan_year = ANY(c.repair_years) AS is_insured_year
    FROM staging.assess_outcome AS o
    INNER JOIN staging.assess_explained AS e
        ON o.campaign_id = e.campaign_id AND o.person_key = e.person_key AND o.plan_year = e.plan_year
    INNER JOIN staging.assess_trait AS t ON o.campaign_id = t.campaign_id AND o.person_key = t.person_key
    CROSS JOIN campaign AS c
    LEFT JOIN special AS g ON o.person_key = g.person_key AND o.plan_year = c.plan_year
    LEFT JOIN staging.assess_settled AS s
        ON o.campaign_id = s.campaign_id AND o.person_key = s.person_key AND o.plan_year = s.plan_year
    LEFT JOIN staging.assess_receipt AS r
        ON
            o.campaign_id = r.campaign_id AND o.person_key = r.person_key AND o.plan_year = r.plan_year
            AND s.day_kind = 1 AND s.receipt_order = r.receipt_order
    WHERE o.campaign_id = :campaign_id
),

-- the window of the person's own group: the one in which the day lies, else the last that began before it, else the first
windowed AS (
    SELECT
        k.*,
        w.rule_id AS window_rule_id,
        w.starts_on AS window_from,
        w.ends_on AS window_to,
        CASE
            WHEN NOT k.is_settled THEN 'deadline'
            WHEN k.received_on < k.starts_on THEN 'before'
            WHEN k.identity_on > k.ends_on THEN 'late'
            WHEN k.identity_on BETWEEN w.starts_on AND w.ends_on
                THEN CASE WHEN k.received_on > w.ends_on AND k.received_on <= w.tail_until THEN 'tail' ELSE 'in_window' END
            WHEN k.due_fen = 0 OR k.upgraded_on IS NOT NULL THEN 'not_needed'
            WHEN w.is_elsewhere AND k.in_special THEN 'outside_own'
            WHEN w.is_elsewhere THEN 'other_group'
            ELSE 'gap'
        END AS window_verdict
    FROM course AS k
    LEFT JOIN LATERAL (
        SELECT
            v.*,
            -- special groups have windows of their own, or the day lies in one of them
            bool_or(v.group_code = 'special' AND (k.in_special OR k.identity_on BETWEEN v.starts_on AND v.ends_on)) OVER ()
                AS is_elsewhere
        FROM policy.collection_window AS v
        WHERE v.campaign_id = k.campaign_id
        ORDER BY
            v.group_code <> CASE WHEN k.in_special THEN 'general' ELSE 'special' END DESC,
            coalesce(k.identity_on BETWEEN v.starts_on AND v.ends_on, FALSE) DESC,
            coalesce(k.identity_on < v.starts_on, FALSE) ASC,
            CASE WHEN k.identity_on < v.starts_on THEN v.starts_on END ASC,
            v.ends_on DESC,
            v.window_id ASC
        LIMIT 1
    ) AS w ON TRUE
),

line AS (
    SELECT
        k.situation_key, k.plan_year, 150 AS line_no, 'exclusion' AS topic,
        CASE
            WHEN k.lapsed_on IS NOT NULL THEN 'lapsed'
            WHEN k.status = 'deceased' THEN 'deceased'
            WHEN k.is_settled THEN 'died_after'
            WHEN k.elsewhere_on IS NOT NULL THEN 'paid_elsewhere'
            ELSE 'insured_elsewhere'
        END AS verdict,
        CASE
            WHEN k.elsewhere_on IS NOT NULL THEN k.rule_id
            WHEN k.status = 'insured_elsewhere' THEN k.employee_rule_id
        END AS rule_id,
        NULL::bigint AS fen, NULL::bigint AS other_fen, NULL::integer AS number,
        CASE WHEN k.status = 'insured_elsewhere' THEN NULL ELSE k.died_on END AS on_date, NULL::date AS until_on
    FROM course AS k
    WHERE k.is_out OR (k.is_settled AND k.died_on > k.settled_on)
    UNION ALL
    SELECT
        k.situation_key, k.plan_year, 400, 'settlement',
        CASE
            WHEN k.upgraded_on IS NOT NULL THEN 'free_then_tier'
            WHEN k.is_settled AND k.due_fen = 0 THEN 'free'
            WHEN k.is_settled AND k.day_kind = 1 THEN 'by_receipt'
            WHEN k.is_settled THEN 'by_day'
            WHEN k.is_out THEN 'out'
            WHEN k.due_fen IS NULL THEN 'undefined'
            WHEN k.paid_fen >= k.due_fen THEN 'waits'
            WHEN k.paid_fen = 0 THEN 'unpaid'
            ELSE 'short'
        END,
        CASE WHEN k.is_settled THEN k.decision_rule_id END,
        k.paid_fen, k.due_fen, NULL,
        CASE WHEN k.is_settled THEN k.settled_on WHEN NOT k.is_out THEN k.starts_on END,
        coalesce(k.upgraded_on, k.identity_on)
    FROM course AS k
    UNION ALL
    SELECT
        k.situation_key, k.plan_year, 420, 'window', k.window_verdict, k.window_rule_id, NULL, NULL, NULL,
        k.window_from, k.window_to
    FROM windowed AS k
    WHERE k.is_insured_year AND NOT k.is_out
    UNION ALL
    SELECT
        k.situation_key, k.plan_year, 421, 'window', w.verdict, w.rule_id, NULL, NULL, NULL, w.starts_on, w.ends_on
    FROM windowed AS k
    CROSS JOIN
        LATERAL (
            SELECT
                v.rule_id,
                v.starts_on,
                v.ends_on,
                CASE WHEN 'refused_outside_own_window' = ANY(k.flags) THEN 'refused' ELSE 'outside_own' END AS verdict
            FROM policy.collection_window AS v
            WHERE v.campaign_id = k.campaign_id AND v.group_code = 'special'
            ORDER BY v.ends_on DESC, v.window_id ASC
            LIMIT 1
        ) AS w
    WHERE
        k.flags && '{paid_outside_own_window,refused_outside_own_window}' AND k.window_verdict <> 'outside_own'
    UNION ALL
    SELECT
        k.situation_key, k.plan_year, 440, 'coverage',
        CASE
            WHEN k.coverage_from IS NULL THEN 'not_stated'
            WHEN k.status = 'undefined' THEN 'once_settled'
            ELSE 'covered'
        END,
        k.coverage_rule_id, NULL, NULL, NULL, k.coverage_from, NULL
    FROM course AS k
    WHERE k.status = 'enrolled' OR (k.status = 'undefined' AND k.coverage_from IS NOT NULL)
    UNION ALL
    SELECT
        k.situation_key, k.plan_year, 450, 'waiting',
        CASE
            WHEN k.waiting_months IS NULL THEN 'history_missing'
            WHEN k.waiting_months = 0 THEN 'none'
            WHEN k.full_benefit_from IS NULL THEN 'undated'
            ELSE 'months'
        END,
        k.waiting_rule_id, NULL, NULL, k.waiting_months, k.full_benefit_from, NULL
    FROM course AS k
    WHERE k.status = 'enrolled' AND k.may_wait
    UNION ALL
    SELECT
        k.situation_key, k.plan_year, 460, 'reward',
        CASE
            WHEN k.is_reward_open THEN 'history_missing'
            WHEN k.reward_fen > 0 THEN 'reward'
            ELSE 'none'
        END,
        k.reward_rule_id, k.reward_fen, NULL, k.consecutive_years, NULL, NULL
    FROM course AS k
    WHERE k.status = 'enrolled' AND k.consecutive_years IS NOT NULL
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    l.situation_key,
    l.plan_year,
    l.line_no,
    l.topic,
    l.verdict,
    l.rule_id,
    l.fen,
    l.other_fen,
    l.number,
    l.on_date,
    l.until_on
FROM line AS l
