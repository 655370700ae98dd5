-- One row per unit and day: persons whose account this assessment changed, counted on the first changed day.
INSERT INTO ledger.policy_correction_day (campaign_id, assess_no, unit_id, on_date, persons)
SELECT
    e.campaign_id,
    e.assess_no,
    e.unit_id,
    e.on_date,
    count(*) AS persons
FROM (
    SELECT DISTINCT ON (v.person_key) v.campaign_id, v.assess_no, v.person_key, v.unit_id, v.on_date
    FROM ledger.event AS v
    WHERE v.campaign_id = :campaign_id AND v.assess_no = :assess_no
    ORDER BY v.person_key, v.on_date, v.unit_id
) AS e
GROUP BY e.campaign_id, e.assess_no, e.unit_id, e.on_date
