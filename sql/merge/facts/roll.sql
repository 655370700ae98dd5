-- One fact per person of a roll. If a roll names a person twice, the first row counts.
INSERT INTO core.roll_fact (
    campaign_id, person_key, delivery_id, row_no, cut_off_on, birth_on, sex, unit_id, village, household_key, hukou_local,
    insured_last_year
)
SELECT DISTINCT ON (r.person_key)
    r.campaign_id,
    r.person_key,
    r.delivery_id,
    r.row_no,
    CAST(:cut_off_on AS date),
    r.birth_on,
    r.sex,
    r.unit_id,
    r.village,
    r.household_key,
    r.hukou_local,
    r.insured_last_year
FROM staging.roll AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
ORDER BY r.person_key, r.row_no
