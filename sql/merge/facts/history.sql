-- One fact per person and past year; a year that one delivery states twice for a person counts by the first row.
INSERT INTO core.history_fact (campaign_id, person_key, plan_year, enrolled, delivery_id, row_no)
SELECT DISTINCT ON (coalesce(a.person_key, r.alias_key), r.plan_year)
    r.campaign_id,
    coalesce(a.person_key, r.alias_key) AS person_key,
    r.plan_year,
    r.enrolled,
    r.delivery_id,
    r.row_no
FROM staging.history AS r
LEFT JOIN vault.alias AS a ON r.alias_key = a.alias_key
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
ORDER BY coalesce(a.person_key, r.alias_key), r.plan_year, r.row_no
ON CONFLICT DO NOTHING
