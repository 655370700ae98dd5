-- One row per representative and plan year: the settled result, or the result as of the last day.
INSERT INTO staging.assess_outcome (
    campaign_id, person_key, plan_year, status, category, rule_id, tier, tier_enjoyed, price_fen, due_fen, fiscal_fen, fund_fen,
    payer, payers, payer_fen, reimbursable_fen, paid_fen, refundable_fen, settled_on, identity_on, coverage_from, coverage_rule_id,
    waiting_months, full_benefit_from, waiting_rule_id, consecutive_years, reward_fen, is_special, flags, next_change_on,
    settled_order, settled_payers, settled_payer_fen, settled_money_fen, gained_on, elsewhere_on, counted_on, lapsed_on,
    ledger_category, open_category, open_rule_id, upgraded_on, upgrade_order, upgrade_money_fen, outcome_key
)
WITH campaign AS (
    SELECT
        c.*,
        coalesce(
            (
                SELECT range_agg(daterange(w.starts_on, w.ends_on, '[]'))
                FROM policy.collection_window AS w WHERE w.campaign_id = c.campaign_id
            ), '{}'
        ) AS window_days,
        (
            SELECT min(d.on_date)
            FROM policy.turn_date AS d WHERE d.campaign_id = c.campaign_id AND d.on_date > CAST(:business_date AS date)
        ) AS next_turn_on
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

receipt AS (
    SELECT
        r.person_key,
        r.plan_year,
        sum(r.amount_fen)::bigint AS paid_fen,
        coalesce(sum(r.amount_fen) FILTER (WHERE r.is_refused), 0)::bigint AS refused_fen,
        coalesce(sum(r.amount_fen) FILTER (WHERE r.identity_on > c.ends_on AND NOT r.is_refused), 0)::bigint AS late_fen,
        (array_agg(r.identity_on ORDER BY r.receipt_order DESC) FILTER (WHERE NOT r.is_refused))[1] AS last_identity_on,
        bool_or(r.received_on < c.starts_on) AS paid_before_window,
        bool_or(r.identity_on <= c.ends_on AND NOT r.identity_on <@ c.window_days) AS paid_between_windows,
        bool_or(r.identity_on > c.ends_on) AS paid_late,
        bool_or(r.is_outside AND NOT r.is_refused) AS paid_outside_own_window,
        bool_or(r.is_refused) AS refused_outside_own_window
    FROM staging.assess_receipt AS r
    INNER JOIN staging.assess_representative AS m ON r.campaign_id = m.campaign_id AND r.person_key = m.person_key
    CROSS JOIN campaign AS c
    WHERE r.campaign_id = :campaign_id
    GROUP BY r.person_key, r.plan_year
),

special AS (
    SELECT DISTINCT
        i.person_key,
        i.from_on
    FROM staging.assess_interval AS i
    INNER JOIN staging.assess_representative AS m ON i.campaign_id = m.campaign_id AND i.person_key = m.person_key
    WHERE i.campaign_id = :campaign_id AND i.may_count
),

-- a receipt of the whole due, after money that already covers it
twice AS (
    SELECT DISTINCT
        s.person_key,
        s.plan_year
    FROM staging.assess_settled AS s
    INNER JOIN (
        SELECT
            r.*,
            sum(r.amount_fen) OVER (PARTITION BY r.person_key, r.plan_year ORDER BY r.receipt_order) - r.amount_fen AS before_fen
        FROM staging.assess_receipt AS r
        WHERE r.campaign_id = :campaign_id AND NOT r.is_refused
    ) AS m
        ON s.campaign_id = m.campaign_id AND s.person_key = m.person_key AND s.plan_year = m.plan_year
    WHERE s.due_fen > 0 AND m.amount_fen >= s.due_fen AND m.before_fen >= s.due_fen
),

recognised AS (
    SELECT
        i.person_key,
        min(i.from_on) AS first_on,
        max(i.from_on) AS last_on
    FROM special AS i
    GROUP BY i.person_key
),

-- the result as of the last day, for the default tier; it is the same on every day since the last change
last_day AS MATERIALIZED (
    SELECT
        d.campaign_id,
        d.person_key,
        d.plan_year,
        coalesce(u.changed_on, d.identity_on) AS unchanged_since,
        p.tier,
        p.price_fen,
        p.fiscal_fen,
        p.rule_id AS price_rule_id,
        k.category,
        k.rule_id,
        k.subsidy_fen,
        k.payers,
        k.payer_fen,
        e.category AS else_category,
        e.rule_id AS else_rule_id,
        e.subsidy_fen AS else_fen,
        e.payers AS else_payers,
        e.payer_fen AS else_payer_fen,
        CASE
            WHEN
                d.plan_year = c.plan_year AND k.subsidy_fen IS NOT NULL
                AND (k.is_reimbursed OR coalesce(f.first_on > c.pay_first_after, FALSE))
                THEN p.price_fen
            ELSE p.price_fen - k.subsidy_fen
        END AS due_fen
    FROM staging.assess_day AS d
    INNER JOIN campaign AS c ON d.campaign_id = c.campaign_id
    INNER JOIN staging.assess_price AS p
        ON
            d.campaign_id = p.campaign_id AND d.person_key = p.person_key AND d.plan_year = p.plan_year
            AND d.day_no = p.day_no AND p.tier_order = 1
    INNER JOIN staging.assess_decision AS k
        ON
            d.campaign_id = k.campaign_id AND d.person_key = k.person_key AND d.plan_year = k.plan_year
            AND d.day_no = k.day_no
    LEFT JOIN recognised AS f ON d.person_key = f.person_key
    LEFT JOIN (
        SELECT t.person_key, t.plan_year, max(t.identity_on) AS changed_on
        FROM staging.assess_day AS t
        WHERE t.campaign_id = :campaign_id AND t.day_kind = 2
        GROUP BY t.person_key, t.plan_year
    ) AS u ON d.person_key = u.person_key AND d.plan_year = u.plan_year
    -- the last day, judged only by rules that pay in spite of employee insurance
    LEFT JOIN staging.assess_day AS g
        ON
            d.campaign_id = g.campaign_id AND d.person_key = g.person_key AND d.plan_year = g.plan_year
            AND g.day_kind = 4
    LEFT JOIN staging.assess_decision AS e
        ON
            g.campaign_id = e.campaign_id AND g.person_key = e.person_key AND g.plan_year = e.plan_year
            AND g.day_no = e.day_no AND e.rule_id IS NOT NULL AND e.subsidy_fen IS NOT NULL
    WHERE d.campaign_id = :campaign_id AND d.day_kind = 3
),

judged AS MATERIALIZED (
    SELECT
        h.*,
        c.standard_rule_id,
        c.plan_year AS main_plan_year,
        h.plan_year = ANY(c.repair_years) AS is_repair,
        s.person_key IS NOT NULL AS is_settled,
        CASE
            WHEN s.person_key IS NOT NULL AND h.plan_year = ANY(c.repair_years) THEN 'repaired'
            WHEN s.person_key IS NOT NULL THEN 'enrolled'
            WHEN t.died_on <= CAST(:business_date AS date) THEN 'deceased'
            WHEN
                CASE WHEN r.last_identity_on > c.ends_on THEN t.jobs @> r.last_identity_on ELSE t.insured_at_end END
                THEN 'insured_elsewhere'
            WHEN h.due_fen IS NULL THEN 'undefined'
            ELSE 'owing'
        END AS status,
        coalesce(r.paid_fen, 0) AS paid_fen,
        coalesce(r.refused_fen, 0) AS refused_fen,
        coalesce(r.late_fen, 0) AS late_fen,
        c.refuses_late AND t.late_reason IS NULL AND h.plan_year = c.plan_year AS lacks_reason,
        -- who was born or recognised too late for the windows may have a reason that the notice names
        c.refuses_late AND t.late_reason IS NULL AND h.plan_year = c.plan_year AND h.price_fen IS NULL AND coalesce(r.late_fen > 0, FALSE)
        AND coalesce(f.last_on <= c.ends_on, TRUE) AND coalesce(t.birth_on < c.starts_on, FALSE) AS refuses_late,
        coalesce(r.paid_before_window, FALSE) AS paid_before_window,
        coalesce(r.paid_between_windows, FALSE) AS paid_between_windows,
        coalesce(r.paid_late, FALSE) AS paid_late,
        coalesce(r.paid_outside_own_window, FALSE) AS paid_outside_own_window,
        coalesce(r.refused_outside_own_window, FALSE) AS refused_outside_own_window,
        f.person_key IS NOT NULL AND h.plan_year = c.plan_year AS is_special,
        t.on_roll,
        t.died_on,
        CASE
            WHEN s.person_key IS NOT NULL THEN NULL
            -- the due of a newborn can change with every day of its life
            WHEN t.birth_on >= c.newborn_from AND CAST(:business_date AS date) < c.ends_on
                THEN CAST(:business_date AS date) + 1
            ELSE c.next_turn_on
        END AS next_change_on
    FROM last_day AS h
    INNER JOIN campaign AS c ON h.campaign_id = c.campaign_id
    INNER JOIN staging.assess_trait AS t ON h.campaign_id = t.campaign_id AND h.person_key = t.person_key
    LEFT JOIN staging.assess_settled AS s
        ON h.campaign_id = s.campaign_id AND h.person_key = s.person_key AND h.plan_year = s.plan_year
    LEFT JOIN receipt AS r ON h.person_key = r.person_key AND h.plan_year = r.plan_year
    LEFT JOIN recognised AS f ON h.person_key = f.person_key
),

-- one shape for all: settled persons have the frozen values, excluded persons owe nothing, all others have the last day's
valued AS (
    SELECT
        j.campaign_id,
        j.person_key,
        j.plan_year,
        j.status,
        j.paid_fen,
        j.is_special,
        j.next_change_on,
        j.is_settled,
        j.on_roll,
        j.died_on,
        j.paid_before_window,
        j.paid_between_windows,
        j.paid_late,
        j.paid_outside_own_window,
        j.refused_outside_own_window,
        j.refused_fen,
        j.late_fen,
        j.refuses_late AND j.status = 'undefined' AS refuses_late,
        s.count_on AS settled_on,
        s.identity_on,
        s.day_kind AS settled_kind,
        s.receipt_order,
        s.pays_first,
        s.subsidy_fen AS settled_fen,
        s.payers AS settled_payers,
        s.payer_fen AS settled_payer_fen,
        -- money that pays for a dearer tier stays in suspense until then
        CASE WHEN s.upgraded_on IS NULL THEN s.money_fen ELSE 0 END AS settled_money_fen,
        s.upgraded_on,
        s.upgrade_order,
        s.upgrade_money_fen,
        g.gained_on,
        g.subsidy_fen AS gained_fen,
        o.is_out,
        o.is_out AND j.status = 'insured_elsewhere' AND j.else_fen IS NOT NULL AS is_paid_elsewhere,
        j.unchanged_since,
        CASE
            WHEN j.is_settled THEN s.category
            WHEN NOT o.is_out THEN j.category
            WHEN j.status = 'insured_elsewhere' THEN coalesce(j.else_category, 'ordinary')
            ELSE 'ordinary'
        END AS category,
        CASE
            WHEN j.is_settled THEN coalesce(s.rule_id, s.price_rule_id)
            WHEN NOT o.is_out THEN coalesce(j.rule_id, j.price_rule_id, j.standard_rule_id)
            WHEN j.status = 'insured_elsewhere' THEN coalesce(j.else_rule_id, j.standard_rule_id)
            ELSE j.standard_rule_id
        END AS rule_id,
        coalesce(s.tier, j.tier) AS tier,
        CASE WHEN j.is_settled THEN coalesce(s.enjoys_tier, s.tier) ELSE j.tier END AS tier_enjoyed,
        CASE WHEN j.is_settled THEN s.price_fen ELSE j.price_fen END AS price_fen,
        CASE WHEN j.is_settled THEN s.fiscal_fen ELSE j.fiscal_fen END AS fiscal_fen,
        CASE WHEN j.is_settled THEN s.due_fen WHEN o.is_out THEN 0 ELSE j.due_fen END AS due_fen,
        CASE
            WHEN j.is_settled THEN coalesce(g.payers, s.payers)
            WHEN j.status = 'owing' THEN j.payers
            WHEN j.status = 'insured_elsewhere' THEN coalesce(j.else_payers, '{}')
            ELSE '{}'
        END AS payers,
        CASE
            WHEN j.is_settled THEN coalesce(g.payer_fen, s.payer_fen)
            WHEN j.status = 'owing' THEN j.payer_fen
            WHEN j.status = 'insured_elsewhere' THEN coalesce(j.else_payer_fen, '{}')
            ELSE '{}'
        END AS payer_fen,
        -- who states no reason to enter late is not covered
        CASE WHEN j.is_settled OR (j.status = 'undefined' AND NOT j.lacks_reason) THEN b.coverage_from END AS coverage_from,
        CASE WHEN j.is_settled OR (j.status = 'undefined' AND NOT j.lacks_reason) THEN b.coverage_rule_id END AS coverage_rule_id,
        b.waiting_months,
        b.waiting_rule_id,
        b.consecutive_years,
        b.reward_fen,
        coalesce(b.history_missing, FALSE) AS history_missing,
        w.person_key IS NOT NULL AS paid_twice,
        q.enrolled_on AS lapsed_from,
        q.lapsed_on,
        q.category AS lapsed_category,
        q.settled_order AS lapsed_order,
        q.payers AS lapsed_payers,
        q.payer_fen AS lapsed_payer_fen,
        q.money_fen AS lapsed_money_fen,
        CASE WHEN j.is_settled THEN g.open_category END AS open_category,
        CASE WHEN j.is_settled THEN g.open_rule_id END AS open_rule_id
    FROM judged AS j
    LEFT JOIN staging.assess_settled AS s
        ON j.campaign_id = s.campaign_id AND j.person_key = s.person_key AND j.plan_year = s.plan_year
    LEFT JOIN staging.assess_benefit AS b
        ON
            j.campaign_id = b.campaign_id AND j.person_key = b.person_key AND j.plan_year = b.plan_year
            AND NOT j.is_repair
    LEFT JOIN staging.assess_gain AS g
        ON j.campaign_id = g.campaign_id AND j.person_key = g.person_key AND j.plan_year = j.main_plan_year
    LEFT JOIN staging.assess_lapse AS q
        ON j.campaign_id = q.campaign_id AND j.person_key = q.person_key AND j.plan_year = q.plan_year
    LEFT JOIN twice AS w ON j.person_key = w.person_key AND j.plan_year = w.plan_year
    CROSS JOIN LATERAL (SELECT j.status IN ('deceased', 'insured_elsewhere') AS is_out) AS o
)

SELECT
    v.campaign_id,
    v.person_key,
    r.*,
    md5(r::text)::uuid AS outcome_key
FROM valued AS v
CROSS JOIN
    LATERAL (
        SELECT
            v.plan_year,
            v.status,
            v.category,
            v.rule_id,
            v.tier,
            v.tier_enjoyed,
            v.price_fen,
            v.due_fen,
            v.fiscal_fen,
            coalesce((SELECT sum(f.fen) FROM unnest(v.payer_fen) AS f (fen)), 0)::bigint AS fund_fen,
            coalesce(v.payers[1], '') AS payer,
            v.payers,
            v.payer_fen,
            CASE
                WHEN v.is_settled AND v.pays_first THEN v.settled_fen
                WHEN v.is_paid_elsewhere THEN coalesce((SELECT sum(f.fen) FROM unnest(v.payer_fen) AS f (fen)), 0)::bigint
                ELSE 0
            END AS reimbursable_fen,
            v.paid_fen,
            CASE
                WHEN v.is_settled THEN v.paid_fen - v.due_fen + coalesce(v.gained_fen - v.settled_fen, 0)
                WHEN v.is_out THEN v.paid_fen
                WHEN v.refuses_late THEN v.refused_fen + v.late_fen
                ELSE v.refused_fen
            END AS refundable_fen,
            v.settled_on,
            v.identity_on,
            v.coverage_from,
            v.coverage_rule_id,
            v.waiting_months,
            (v.coverage_from + make_interval(months => v.waiting_months))::date AS full_benefit_from,
            v.waiting_rule_id,
            v.consecutive_years,
            v.reward_fen,
            v.is_special,
            array_remove(ARRAY[
                CASE WHEN v.paid_before_window THEN 'paid_before_window' END,
                CASE WHEN v.paid_between_windows THEN 'paid_between_windows' END,
                CASE WHEN v.paid_late THEN 'paid_late' END,
                CASE WHEN v.paid_outside_own_window THEN 'paid_outside_own_window' END,
                CASE WHEN v.refused_outside_own_window THEN 'refused_outside_own_window' END,
                CASE WHEN v.refuses_late THEN 'refused_late' END,
                CASE WHEN v.paid_twice THEN 'paid_twice' END,
                CASE WHEN v.is_settled AND v.paid_fen > v.due_fen AND NOT v.paid_twice THEN 'overpaid' END,
                CASE WHEN v.is_settled AND v.died_on > v.settled_on THEN 'died_after_enrolment' END,
                CASE WHEN v.gained_on IS NOT NULL THEN 'gained_after_payment' END,
                CASE WHEN v.open_rule_id IS NOT NULL THEN 'gained_undefined' END,
                CASE WHEN NOT v.on_roll THEN 'not_on_roll' END,
                CASE WHEN v.is_out AND v.paid_fen > 0 THEN 'paid_without_due' END,
                CASE WHEN v.history_missing THEN 'history_missing' END
            ], NULL) AS flags,
            v.next_change_on,
            CASE WHEN v.settled_kind = 1 THEN v.receipt_order ELSE v.lapsed_order END AS settled_order,
            coalesce(v.settled_payers, v.lapsed_payers, '{}') AS settled_payers,
            coalesce(v.settled_payer_fen, v.lapsed_payer_fen, '{}') AS settled_payer_fen,
            coalesce(v.settled_money_fen, v.lapsed_money_fen, 0) AS settled_money_fen,
            v.gained_on,
            CASE WHEN v.is_paid_elsewhere THEN v.unchanged_since END AS elsewhere_on,
            coalesce(v.settled_on, v.lapsed_from) AS counted_on,
            v.lapsed_on,
            coalesce(v.lapsed_category, v.category) AS ledger_category,
            v.open_category,
            v.open_rule_id,
            v.upgraded_on,
            v.upgrade_order,
            v.upgrade_money_fen
    ) AS r
