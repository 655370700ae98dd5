-- One row per (person, plan year): settled at the first day that holds, else as the person stands on the last day.
INSERT INTO staging.assess_result (
    campaign_id, person_key, plan_year, status, unit_id, household_key, category, rule_id, price_fen, due_fen, fund_fen,
    payer, reimbursable_fen, paid_fen, refundable_fen, settled_on, identity_on, coverage_from, coverage_rule_id, is_special,
    flags, next_change_on, settled_order, settled_fund_fen, settled_payer, settled_money_fen, gained_on
)
WITH campaign AS (
    SELECT
        c.*,
        coalesce(
            (
                SELECT range_agg(daterange(w.starts_on, w.ends_on, '[]'))
                FROM policy.collection_window AS w WHERE w.campaign_id = c.campaign_id
            ), '{}'
        ) AS window_days
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

coverage AS MATERIALIZED (
    SELECT o.* FROM policy.coverage AS o WHERE o.campaign_id = :campaign_id
),

settled AS (
    SELECT DISTINCT ON (d.person_key, d.plan_year) d.*
    FROM staging.assess_day AS d
    WHERE d.campaign_id = :campaign_id AND d.holds
    ORDER BY d.person_key, d.plan_year, d.count_on, d.day_kind, d.receipt_order
),

receipt AS (
    SELECT
        r.person_key,
        r.plan_year,
        sum(r.amount_fen)::bigint AS paid_fen,
        (array_agg(r.unit_id ORDER BY r.receipt_order) FILTER (WHERE r.unit_id IS NOT NULL))[1] AS unit_id,
        (array_agg(r.identity_on ORDER BY r.receipt_order DESC))[1] AS last_identity_on,
        bool_or(r.received_on < c.starts_on) AS paid_before_window,
        bool_or(r.identity_on <= c.ends_on AND NOT r.identity_on <@ c.window_days) AS paid_between_windows,
        bool_or(r.identity_on > c.ends_on) AS paid_late
    FROM staging.assess_receipt AS r
    CROSS JOIN campaign AS c
    WHERE r.campaign_id = :campaign_id
    GROUP BY r.person_key, r.plan_year
),

special AS (
    SELECT
        i.person_key,
        bool_or(i.subsidy_kind <> 'none') AS is_special,
        min(i.from_on) FILTER (WHERE i.subsidy_kind <> 'none') AS first_recognised_on
    FROM staging.assess_interval AS i WHERE i.campaign_id = :campaign_id
    GROUP BY i.person_key
),

recognised AS (
    SELECT DISTINCT i.person_key, i.from_on
    FROM staging.assess_interval AS i WHERE i.campaign_id = :campaign_id
),

-- a larger subsidy recognised after settlement, inside the campaign and in life. One row per person with a membership,
-- NULL for most: the conditions stand beside the joins, so that the planner does not take the few for one and loop.
gain AS (
    SELECT DISTINCT ON (m.person_key)
        m.person_key,
        CASE WHEN m.is_gain THEN m.subsidy_fen END AS subsidy_fen,
        CASE WHEN m.is_gain THEN m.payer END AS payer,
        CASE WHEN m.is_gain THEN m.posted_on END AS gained_on
    FROM (
        SELECT
            d.person_key,
            d.identity_on,
            d.subsidy_fen,
            d.payer,
            greatest(d.identity_on, s.count_on) AS posted_on,
            coalesce(
                i.person_key IS NOT NULL
                AND d.identity_on > s.identity_on
                AND d.identity_on <= least(c.ends_on, CAST(:business_date AS date), t.died_on)
                AND d.subsidy_fen > s.subsidy_fen
                AND NOT coalesce(p.first_recognised_on > c.pay_first_after, FALSE), FALSE
            ) AS is_gain
        FROM staging.assess_day AS d
        CROSS JOIN campaign AS c
        INNER JOIN settled AS s ON d.person_key = s.person_key AND d.plan_year = s.plan_year
        INNER JOIN staging.assess_trait AS t ON d.person_key = t.person_key AND c.campaign_id = t.campaign_id
        INNER JOIN special AS p ON d.person_key = p.person_key
        LEFT JOIN recognised AS i ON d.person_key = i.person_key AND d.identity_on = i.from_on
        WHERE
            d.campaign_id = c.campaign_id AND d.plan_year = c.plan_year AND d.day_kind = 2
            AND c.gained_after_payment = 'refundable'
    ) AS m
    ORDER BY m.person_key ASC, m.is_gain DESC, m.subsidy_fen DESC, m.identity_on ASC
),

stood AS (
    SELECT
        d.person_key,
        d.plan_year,
        t.died_on,
        t.insured_at_end,
        t.on_roll,
        t.birth_on,
        t.insured_last_year,
        t.household_key,
        t.next_change_on,
        c.ends_on,
        c.standard_rule_id,
        coalesce(r.unit_id, t.list_unit_id, t.roll_unit_id) AS unit_id,
        coalesce(r.paid_fen, 0) AS paid_fen,
        coalesce(r.paid_before_window, FALSE) AS paid_before_window,
        coalesce(r.paid_between_windows, FALSE) AS paid_between_windows,
        coalesce(r.paid_late, FALSE) AS paid_late,
        coalesce(p.is_special, FALSE) AND d.plan_year = c.plan_year AS is_special,
        coalesce(p.first_recognised_on > c.pay_first_after, FALSE) AND d.plan_year = c.plan_year AS pays_first,
        s.person_key IS NOT NULL AS is_enrolled,
        CASE
            WHEN s.person_key IS NOT NULL THEN 'enrolled'
            WHEN t.died_on <= CAST(:business_date AS date) THEN 'deceased'
            WHEN
                CASE
                    WHEN r.last_identity_on > c.ends_on
                        THEN
                            EXISTS (
                                SELECT FROM core.employee_fact AS e
                                WHERE
                                    e.campaign_id = c.campaign_id AND e.person_key = d.person_key
                                    AND e.insured_from <= r.last_identity_on
                                    AND coalesce(e.insured_to, r.last_identity_on) >= r.last_identity_on
                                    AND (c.employee_region IS NULL OR e.region = c.employee_region)
                            )
                    ELSE t.insured_at_end
                END THEN 'insured_elsewhere'
            WHEN d.due_fen IS NULL THEN 'undefined'
            ELSE 'owing'
        END AS status,
        coalesce(s.category, d.category) AS category,
        coalesce(s.rule_id, s.price_rule_id, d.rule_id, d.price_rule_id, c.standard_rule_id) AS rule_id,
        CASE WHEN s.person_key IS NOT NULL THEN s.price_fen ELSE d.price_fen END AS price_fen,
        CASE WHEN s.person_key IS NOT NULL THEN s.due_fen ELSE d.due_fen END AS due_fen,
        CASE WHEN s.person_key IS NOT NULL THEN s.subsidy_fen ELSE d.subsidy_fen END AS subsidy_fen,
        CASE WHEN s.person_key IS NOT NULL THEN s.payer ELSE d.payer END AS payer,
        s.count_on AS settled_on,
        s.identity_on,
        s.receipt_order AS settled_order,
        s.day_kind AS settled_kind,
        coalesce(s.money_fen, 0) AS settled_money_fen,
        g.subsidy_fen AS gained_fund_fen,
        g.payer AS gained_payer,
        g.gained_on
    FROM staging.assess_day AS d
    CROSS JOIN campaign AS c
    INNER JOIN staging.assess_trait AS t ON d.person_key = t.person_key AND c.campaign_id = t.campaign_id
    LEFT JOIN settled AS s ON d.person_key = s.person_key AND d.plan_year = s.plan_year
    LEFT JOIN receipt AS r ON d.person_key = r.person_key AND d.plan_year = r.plan_year
    LEFT JOIN special AS p ON d.person_key = p.person_key
    LEFT JOIN gain AS g ON d.person_key = g.person_key AND d.plan_year = c.plan_year
    WHERE d.campaign_id = c.campaign_id AND d.day_kind = 3
),

-- the dead and those insured elsewhere owe nothing and no fund pays for them
named AS (
    SELECT
        s.*,
        s.status IN ('deceased', 'insured_elsewhere') AS is_out,
        s.status IN ('enrolled', 'owing') AS has_amounts
    FROM stood AS s
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    n.person_key,
    n.plan_year,
    n.status,
    n.unit_id,
    n.household_key,
    CASE WHEN n.is_out THEN 'ordinary' ELSE n.category END AS category,
    CASE WHEN n.is_out THEN n.standard_rule_id ELSE n.rule_id END AS rule_id,
    n.price_fen,
    CASE WHEN n.is_out THEN 0 ELSE n.due_fen END AS due_fen,
    CASE WHEN n.has_amounts THEN coalesce(n.gained_fund_fen, n.subsidy_fen) ELSE 0 END AS fund_fen,
    CASE WHEN n.has_amounts THEN coalesce(n.gained_payer, n.payer) ELSE '' END AS payer,
    CASE WHEN n.is_enrolled AND n.pays_first THEN n.subsidy_fen ELSE 0 END AS reimbursable_fen,
    n.paid_fen,
    CASE
        WHEN n.is_enrolled THEN n.paid_fen - n.due_fen + coalesce(n.gained_fund_fen - n.subsidy_fen, 0)
        WHEN n.is_out THEN n.paid_fen
        ELSE 0
    END AS refundable_fen,
    n.settled_on,
    n.identity_on,
    CASE v.start_kind
        WHEN 'date' THEN v.start_on
        WHEN 'birth' THEN n.birth_on
        WHEN 'days_after_payment' THEN n.identity_on + v.wait_days
        WHEN 'next_month' THEN (date_trunc('month', n.identity_on) + interval '1 month')::date
    END AS coverage_from,
    v.rule_id AS coverage_rule_id,
    n.is_special,
    array_remove(ARRAY[
        CASE WHEN n.paid_before_window THEN 'paid_before_window' END,
        CASE WHEN n.paid_between_windows THEN 'paid_between_windows' END,
        CASE WHEN n.paid_late THEN 'paid_late' END,
        CASE WHEN n.is_enrolled AND n.paid_fen - n.due_fen >= n.price_fen THEN 'paid_twice' END,
        CASE WHEN n.is_enrolled AND n.paid_fen > n.due_fen AND n.paid_fen - n.due_fen < n.price_fen THEN 'overpaid' END,
        CASE WHEN n.is_enrolled AND n.died_on > n.settled_on THEN 'died_after_enrolment' END,
        CASE WHEN n.gained_on IS NOT NULL THEN 'gained_after_payment' END,
        CASE WHEN NOT n.on_roll THEN 'not_on_roll' END,
        CASE WHEN n.unit_id IS NULL THEN 'unit_unknown' END,
        CASE WHEN n.is_out AND n.paid_fen > 0 THEN 'paid_without_due' END
    ], NULL) AS flags,
    n.next_change_on,
    CASE WHEN n.settled_kind = 1 THEN n.settled_order END AS settled_order,
    CASE WHEN n.is_enrolled THEN n.subsidy_fen ELSE 0 END AS settled_fund_fen,
    CASE WHEN n.is_enrolled THEN n.payer ELSE '' END AS settled_payer,
    n.settled_money_fen,
    n.gained_on
FROM named AS n
LEFT JOIN LATERAL (
    SELECT o.*
    FROM coverage AS o
    WHERE
        n.is_enrolled
        AND (o.phase IS NULL OR o.phase = CASE WHEN n.identity_on <= n.ends_on THEN 'in_window' ELSE 'late' END)
        AND (o.continuing IS NULL OR o.continuing = coalesce(n.insured_last_year, FALSE))
        AND (o.born_in_plan_year IS NULL OR o.born_in_plan_year = (date_part('year', n.birth_on) = n.plan_year))
        AND (o.paid_within_days_of_birth IS NULL OR n.identity_on - n.birth_on <= o.paid_within_days_of_birth)
    ORDER BY o.sort_order
    LIMIT 1
) AS v ON TRUE
