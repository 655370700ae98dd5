-- One fact per person and past year. If a delivery states a year twice for a person, the first row counts.
INSERT INTO core.history_fact (campaign_id, person_key, plan_year, enrolled, cut_off_on, delivery_id, row_no)
SELECT DISTINCT ON (r.person_key, r.plan_year)
    r.campaign_id,
    r.person_key,
    r.plan_year,
    r.enrolled,
    CAST(:cut_off_on AS date),
    r.delivery_id,
    r.row_no
FROM staging.history AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
ORDER BY r.person_key, r.plan_year, r.row_no
ON CONFLICT DO NOTHING
