-- Updates the stored traits that differ from the facts as they were read.
UPDATE core.trait AS t
SET
    roll_unit_id = s.roll_unit_id,
    list_unit_id = s.list_unit_id,
    paid_unit_ids = s.paid_unit_ids,
    household_key = s.household_key,
    birth_on = s.birth_on,
    hukou_local = s.hukou_local,
    insured_last_year = s.insured_last_year,
    died_on = s.died_on,
    death_known_on = s.death_known_on,
    on_roll = s.on_roll,
    on_list = s.on_list,
    years_enrolled = s.years_enrolled,
    late_reason = s.late_reason,
    receipts_key = s.receipts_key,
    collected_key = s.collected_key,
    next_change_on = s.next_change_on
FROM staging.assess_person_trait AS s
WHERE s.campaign_id = :campaign_id AND s.is_changed AND t.campaign_id = s.campaign_id AND t.person_key = s.person_key
