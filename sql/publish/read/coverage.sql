-- One row per unit and category ('' = of those of which the notice asks that all enrol): living and enrolled members up to as_of, as known at known_no.
SELECT
    unit_id,
    category,
    SUM(member_persons)::bigint AS member_persons,
    SUM(enrolled_persons)::bigint AS enrolled_persons,
    SUM(undefined_persons)::bigint AS undefined_persons,
    SUM(undefined_paid_persons)::bigint AS undefined_paid_persons
FROM ledger.coverage_total
WHERE campaign_id = :campaign_id AND assess_no <= :known_no AND on_date <= :as_of
GROUP BY unit_id, category
ORDER BY unit_id, category
