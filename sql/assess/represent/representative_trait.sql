-- One row per representative: the facts that rules look at, with the employee insurance.
INSERT INTO staging.assess_trait (
    campaign_id, person_key, birth_on, hukou_local, insured_last_year, died_on, death_known_on, insured_at_end, jobs, on_roll,
    on_list, years_enrolled, late_reason
)
-- all persons, if all are judged; else the persons whose facts were read
WITH judged AS (
    SELECT
        t.campaign_id, t.person_key, t.birth_on, t.hukou_local, t.insured_last_year, t.died_on, t.death_known_on, t.on_roll,
        t.on_list, t.years_enrolled, t.late_reason
    FROM core.trait AS t
    WHERE t.campaign_id = :campaign_id AND CAST(:everyone AS boolean)
    UNION ALL
    SELECT
        t.campaign_id, t.person_key, t.birth_on, t.hukou_local, t.insured_last_year, t.died_on, t.death_known_on, t.on_roll,
        t.on_list, t.years_enrolled, t.late_reason
    FROM staging.assess_person_trait AS t
    WHERE t.campaign_id = :campaign_id AND NOT CAST(:everyone AS boolean)
)

SELECT
    t.campaign_id,
    t.person_key,
    t.birth_on,
    t.hukou_local,
    t.insured_last_year,
    t.died_on,
    t.death_known_on,
    coalesce(j.insured_at_end, FALSE) AS insured_at_end,
    coalesce(j.jobs, '{}') AS jobs,
    t.on_roll,
    t.on_list,
    t.years_enrolled,
    t.late_reason
FROM staging.assess_representative AS m
INNER JOIN judged AS t ON m.campaign_id = t.campaign_id AND m.person_key = t.person_key
LEFT JOIN staging.assess_job AS j ON t.campaign_id = j.campaign_id AND t.person_key = j.person_key
WHERE m.campaign_id = :campaign_id
