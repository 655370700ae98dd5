-- One row per unit, category and day: the day's change of living members, of those enrolled, and of those whose amount is undefined.
-- Coverage at a date is the sum up to it. Categories overlap: they are never added up. '' counts a person once over the categories of
-- which the notice asks that all enrol; `ordinary` counts the persons on no list whose amount is undefined, and has no members.
CREATE OR REPLACE VIEW mart.special_coverage AS
WITH day_total AS (
    SELECT
        campaign_id,
        unit_id,
        category,
        on_date,
        SUM(member_persons)::bigint AS member_persons,
        SUM(enrolled_persons)::bigint AS enrolled_persons,
        SUM(undefined_persons)::bigint AS undefined_persons,
        SUM(undefined_paid_persons)::bigint AS undefined_paid_persons
    FROM ledger.coverage_total
    GROUP BY campaign_id, unit_id, category, on_date
)

SELECT
    c.pack_code,
    t.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    COALESCE(l.shown_category, regexp_replace(t.category, '^unknown:.*', 'unknown:')) AS category,
    COALESCE(l.label_zh, regexp_replace(t.category, '^unknown:.*', '未登记类别')) AS category_label,
    COALESCE(k.sort_order, 0) AS category_sort_order,
    t.on_date,
    t.member_persons,
    t.enrolled_persons,
    t.undefined_persons,
    t.undefined_paid_persons,
    COALESCE(k.amount_kind, 'undefined') AS amount_kind,
    COALESCE(k.all_must_enrol, t.category = '') AS all_must_enrol
FROM day_total AS t
INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON t.campaign_id = u.campaign_id AND t.unit_id = u.unit_id
LEFT JOIN policy.category AS k ON t.campaign_id = k.campaign_id AND t.category = k.category
LEFT JOIN landing.category_label AS l ON t.campaign_id = l.campaign_id AND t.category = l.category;
