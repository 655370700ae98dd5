-- One row per unit, known category and day up to as_of: changes of living and enrolled members, as known at known_no.
SELECT
    unit_id,
    category,
    on_date,
    SUM(member_persons)::bigint AS member_persons,
    SUM(enrolled_persons)::bigint AS enrolled_persons
FROM ledger.coverage_total
WHERE
    campaign_id = :campaign_id AND assess_no <= :known_no AND on_date <= :as_of
    AND category <> '' AND category NOT LIKE 'unknown:%'
GROUP BY campaign_id, unit_id, category, on_date
ORDER BY unit_id, category, on_date
