-- One row per representative and plan year whose enrolment has lapsed: nothing was owed, and the person died before coverage
-- begins (no such day in the notice: before the plan year's first day).
INSERT INTO staging.assess_lapse (
    campaign_id, person_key, plan_year, enrolled_on, lapsed_on, category, settled_order, payers, payer_fen, money_fen
)
SELECT
    s.campaign_id,
    s.person_key,
    s.plan_year,
    s.count_on AS enrolled_on,
    greatest(s.count_on, t.death_known_on) AS lapsed_on,
    s.category,
    CASE WHEN s.day_kind = 1 THEN s.receipt_order END AS settled_order,
    s.payers,
    s.payer_fen,
    s.money_fen
FROM staging.assess_settled AS s
INNER JOIN staging.assess_benefit AS b
    ON s.campaign_id = b.campaign_id AND s.person_key = b.person_key AND s.plan_year = b.plan_year
INNER JOIN staging.assess_trait AS t ON s.campaign_id = t.campaign_id AND s.person_key = t.person_key
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
WHERE
    s.campaign_id = :campaign_id AND s.due_fen = 0 AND NOT s.plan_year = ANY(c.repair_years)
    AND t.death_known_on IS NOT NULL AND t.died_on < coalesce(b.coverage_from, make_date(s.plan_year, 1, 1))
