-- One row per representative and plan year whose enrolment has lapsed: nothing was owed, and the person died before coverage
-- begins (no such day in the notice: before the plan year's first day). The settlement is removed, so that the person is judged as
-- one who died; the ledger counts the person until the day on which the death is known.
WITH lapsed AS (
    DELETE FROM staging.assess_settled AS s
    USING staging.assess_benefit AS b, staging.assess_trait AS t, policy.campaign AS c
    WHERE
        s.campaign_id = :campaign_id AND s.due_fen = 0
        AND s.campaign_id = b.campaign_id AND s.person_key = b.person_key AND s.plan_year = b.plan_year
        AND s.campaign_id = t.campaign_id AND s.person_key = t.person_key
        AND s.campaign_id = c.campaign_id AND NOT s.plan_year = ANY(c.repair_years)
        AND t.death_known_on IS NOT NULL AND t.died_on < coalesce(b.coverage_from, make_date(s.plan_year, 1, 1))
    RETURNING
        s.campaign_id, s.person_key, s.plan_year, s.count_on, s.category, s.receipt_order, s.day_kind, s.payers, s.payer_fen,
        s.money_fen, t.death_known_on
),

-- who is no longer enrolled has no coverage, waiting or reward
benefit AS (
    DELETE FROM staging.assess_benefit AS b
    USING lapsed AS g
    WHERE b.campaign_id = g.campaign_id AND b.person_key = g.person_key AND b.plan_year = g.plan_year
)

INSERT INTO staging.assess_lapse (
    campaign_id, person_key, plan_year, enrolled_on, lapsed_on, category, settled_order, payers, payer_fen, money_fen
)
SELECT
    g.campaign_id,
    g.person_key,
    g.plan_year,
    g.count_on AS enrolled_on,
    greatest(g.count_on, g.death_known_on) AS lapsed_on,
    g.category,
    CASE WHEN g.day_kind = 1 THEN g.receipt_order END AS settled_order,
    g.payers,
    g.payer_fen,
    g.money_fen
FROM lapsed AS g
