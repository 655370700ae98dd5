-- One row per unit and level of government, now: enrolled persons of the campaign's plan year, and the fiscal subsidy for them.
-- The sum over all levels is the fiscal part of the contribution. A campaign whose notice states no fiscal part has no row.
CREATE OR REPLACE VIEW mart.fiscal_subsidy AS
WITH enrolled AS (
    SELECT
        t.campaign_id,
        t.plan_year,
        t.unit_id,
        SUM(t.enrolled_persons)::bigint AS enrolled_persons
    FROM ledger.event_total AS t
    INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id AND t.plan_year = c.plan_year
    GROUP BY t.campaign_id, t.plan_year, t.unit_id
    HAVING SUM(t.enrolled_persons) <> 0
)

SELECT
    c.pack_code,
    e.plan_year,
    e.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    s.level_no,
    s.level_label,
    s.is_minimum,
    s.rule_id,
    e.enrolled_persons,
    s.fen AS subsidy_per_person_fen,
    e.enrolled_persons * s.fen AS subsidy_fen
FROM enrolled AS e
INNER JOIN policy.campaign AS c ON e.campaign_id = c.campaign_id
INNER JOIN policy.fiscal_share AS s ON e.campaign_id = s.campaign_id
LEFT JOIN policy.unit AS u ON e.campaign_id = u.campaign_id AND e.unit_id = u.unit_id;
