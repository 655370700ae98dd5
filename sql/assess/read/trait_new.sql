-- One row per person whose facts were read for the first time.
INSERT INTO core.trait (
    campaign_id, person_key, roll_unit_id, list_unit_id, paid_unit_ids, household_key, birth_on, hukou_local,
    insured_last_year, died_on, death_known_on, on_roll, on_list, years_enrolled, late_reason, receipts_key, collected_key,
    next_change_on
)
SELECT
    s.campaign_id,
    s.person_key,
    s.roll_unit_id,
    s.list_unit_id,
    s.paid_unit_ids,
    s.household_key,
    s.birth_on,
    s.hukou_local,
    s.insured_last_year,
    s.died_on,
    s.death_known_on,
    s.on_roll,
    s.on_list,
    s.years_enrolled,
    s.late_reason,
    s.receipts_key,
    s.collected_key,
    s.next_change_on
FROM staging.assess_person_trait AS s
WHERE s.campaign_id = :campaign_id AND s.is_new
