-- One row per (person, plan year) whose result is new, differs from what stands, or is gone.
INSERT INTO staging.assess_difference (campaign_id, person_key, plan_year, is_gone)
SELECT
    r.campaign_id,
    r.person_key,
    r.plan_year,
    FALSE AS is_gone
FROM staging.assess_result AS r
LEFT JOIN core.dues AS d ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND r.plan_year = d.plan_year
WHERE
    r.campaign_id = :campaign_id
    -- the outcome of a situation in one key: what is the person's own is compared beside it
    AND (
        d.person_key IS NULL
        OR (d.outcome_key, d.situation_key, d.unit_id, d.household_key, d.next_change_on)
        IS DISTINCT FROM (r.outcome_key, r.situation_key, r.unit_id, r.household_key, r.next_change_on)
    )
UNION ALL
-- who was assessed and no longer has a fact for a plan year has no row there either (the ledger keeps the history)
SELECT
    d.campaign_id,
    d.person_key,
    d.plan_year,
    TRUE AS is_gone
FROM core.dues AS d
INNER JOIN staging.assess_alike AS a ON d.campaign_id = a.campaign_id AND d.person_key = a.person_key
WHERE
    d.campaign_id = :campaign_id
    AND NOT EXISTS (
        SELECT
        FROM staging.assess_model AS m
        INNER JOIN staging.assess_outcome AS o ON m.campaign_id = o.campaign_id AND m.person_key = o.person_key
        WHERE m.campaign_id = a.campaign_id AND m.situation_key = a.situation_key AND o.plan_year = d.plan_year
    )
UNION ALL
-- a key that was a person of its own until it was linked to one who is assessed
SELECT
    d.campaign_id,
    d.person_key,
    d.plan_year,
    TRUE AS is_gone
FROM core.dues AS d
INNER JOIN staging.assess_linked AS l ON d.campaign_id = l.campaign_id AND d.person_key = l.fact_key
WHERE d.campaign_id = :campaign_id
