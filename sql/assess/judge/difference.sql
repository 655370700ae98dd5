-- One row per person and plan year whose result is new, differs from core.dues, or is gone.
INSERT INTO staging.assess_difference (campaign_id, person_key, plan_year, is_gone, situation_before, situation_after)
WITH stored_result AS (
    -- all persons, if all are judged; else the judged persons, and the keys that were persons of their own until they
    -- were linked to one of them
    SELECT d.person_key, d.plan_year, d.outcome_key, d.situation_key, d.unit_id, d.household_key, d.next_change_on
    FROM core.dues AS d
    WHERE d.campaign_id = :campaign_id AND CAST(:everyone AS boolean)
    UNION ALL
    SELECT d.person_key, d.plan_year, d.outcome_key, d.situation_key, d.unit_id, d.household_key, d.next_change_on
    FROM staging.assess_changed_key AS p
    INNER JOIN core.dues AS d ON p.campaign_id = d.campaign_id AND p.fact_key = d.person_key
    WHERE d.campaign_id = :campaign_id AND NOT CAST(:everyone AS boolean)
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    coalesce(r.person_key, d.person_key) AS person_key,
    coalesce(r.plan_year, d.plan_year) AS plan_year,
    -- a person without a fact for a plan year loses the result of that year (the ledger keeps the history)
    r.person_key IS NULL AS is_gone,
    d.situation_key AS situation_before,
    r.situation_key AS situation_after
FROM (SELECT s.* FROM staging.assess_result AS s WHERE s.campaign_id = :campaign_id) AS r
FULL JOIN stored_result AS d ON r.person_key = d.person_key AND r.plan_year = d.plan_year
WHERE
    r.person_key IS NULL OR d.person_key IS NULL
    -- the outcome of a situation is one key; the person's own columns are compared in addition
    OR (d.outcome_key, d.situation_key, d.unit_id, d.household_key, d.next_change_on)
    IS DISTINCT FROM (r.outcome_key, r.situation_key, r.unit_id, r.household_key, r.next_change_on)
