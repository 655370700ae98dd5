-- One row per unit and category ('' = of those of which the notice asks that all enrol): living and enrolled members up to as_of, as known at known_no.
WITH summed AS (
    SELECT
        campaign_id,
        unit_id,
        category,
        SUM(member_persons)::bigint AS member_persons,
        SUM(enrolled_persons)::bigint AS enrolled_persons,
        SUM(undefined_persons)::bigint AS undefined_persons,
        SUM(undefined_paid_persons)::bigint AS undefined_paid_persons
    FROM ledger.coverage_total
    WHERE campaign_id = :campaign_id AND assess_no <= :known_no AND on_date <= :as_of
    GROUP BY campaign_id, unit_id, category
)

SELECT
    t.unit_id,
    COALESCE(k.shown_category, regexp_replace(t.category, '^unknown:.*', 'unknown:')) AS category,
    t.member_persons,
    t.enrolled_persons,
    t.undefined_persons,
    t.undefined_paid_persons
FROM summed AS t
LEFT JOIN landing.category_label AS k ON t.campaign_id = k.campaign_id AND t.category = k.category
ORDER BY t.unit_id, t.category
