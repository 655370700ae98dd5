-- One row per person to assess: what does not depend on the day (unit, birth, death, employee insurance, past years).
INSERT INTO staging.assess_trait (
    campaign_id, person_key, roll_unit_id, list_unit_id, household_key, birth_on, hukou_local, insured_last_year,
    died_on, insured_at_end, jobs, on_roll, on_list, years_enrolled, next_change_on
)
WITH campaign AS (
    SELECT
        c.campaign_id,
        c.starts_on,
        c.ends_on,
        c.employee_region
    FROM policy.campaign AS c
    WHERE c.campaign_id = :campaign_id
),

superseded AS (
    SELECT d.delivery_id
    FROM landing.delivery AS d
    WHERE d.campaign_id = :campaign_id AND d.state = 'superseded'
),

-- the latest roll speaks
roll AS (
    SELECT DISTINCT ON (f.person_key)
        f.person_key,
        f.unit_id,
        f.household_key,
        f.birth_on,
        f.hukou_local,
        f.insured_last_year
    FROM core.roll_fact AS f
    INNER JOIN staging.assess_person AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.person_key
    WHERE f.campaign_id = :campaign_id AND f.delivery_id NOT IN (SELECT s.delivery_id FROM superseded AS s)
    ORDER BY f.person_key ASC, f.cut_off_on DESC, f.unit_id ASC
),

listed AS (
    SELECT
        f.person_key,
        (
            array_agg(f.unit_id ORDER BY f.effective_on, f.category, f.unit_id)
            FILTER (WHERE f.op = 'add' AND f.effective_on <= :business_date AND f.unit_id IS NOT NULL)
        )[1
        ] AS unit_id,
        min(f.birth_on) AS birth_on,
        min(f.effective_on) FILTER (WHERE f.op = 'death' AND f.effective_on <= :business_date) AS died_on,
        coalesce(bool_or(f.op = 'add' AND f.effective_on <= :business_date), FALSE) AS on_list,
        min(f.effective_on) FILTER (WHERE f.effective_on > :business_date) AS next_change_on
    FROM core.membership_fact AS f
    INNER JOIN staging.assess_person AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.person_key
    WHERE f.campaign_id = :campaign_id AND f.delivery_id NOT IN (SELECT s.delivery_id FROM superseded AS s)
    GROUP BY f.person_key
),

employee AS (
    SELECT
        f.person_key,
        range_agg(daterange(f.insured_from, f.insured_to, '[]')) AS jobs
    FROM core.employee_fact AS f
    INNER JOIN staging.assess_person AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.person_key
    CROSS JOIN campaign AS c
    WHERE
        f.campaign_id = :campaign_id AND f.delivery_id NOT IN (SELECT s.delivery_id FROM superseded AS s)
        AND coalesce(f.insured_to, f.insured_from) >= f.insured_from
        AND (c.employee_region IS NULL OR f.region = c.employee_region)
    GROUP BY f.person_key
),

-- of payments only what nothing else says: money of the future, the birth of who is not on the roll
paid AS (
    SELECT
        f.person_key,
        min(f.birth_on) AS birth_on,
        min(f.received_on) FILTER (WHERE f.received_on > :business_date) AS next_change_on
    FROM core.payment AS f
    INNER JOIN staging.assess_person AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.person_key
    LEFT JOIN roll ON f.person_key = roll.person_key
    WHERE
        f.campaign_id = :campaign_id
        AND (f.received_on > :business_date OR roll.birth_on IS NULL)
    GROUP BY f.person_key
),

-- of two deliveries that speak of one year, one that says "enrolled" counts
history AS (
    SELECT
        f.person_key,
        array_agg(DISTINCT f.plan_year ORDER BY f.plan_year) AS years_enrolled
    FROM core.history_fact AS f
    INNER JOIN staging.assess_person AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.person_key
    WHERE
        f.campaign_id = :campaign_id AND f.enrolled
        AND f.delivery_id NOT IN (SELECT s.delivery_id FROM superseded AS s)
    GROUP BY f.person_key
)

SELECT
    p.campaign_id,
    p.person_key,
    roll.unit_id AS roll_unit_id,
    listed.unit_id AS list_unit_id,
    roll.household_key,
    coalesce(roll.birth_on, listed.birth_on, paid.birth_on) AS birth_on,
    roll.hukou_local,
    roll.insured_last_year,
    listed.died_on,
    coalesce(employee.jobs @> c.ends_on, FALSE) AS insured_at_end,
    coalesce(employee.jobs, '{}') AS jobs,
    roll.person_key IS NOT NULL AS on_roll,
    coalesce(listed.on_list, FALSE) AS on_list,
    coalesce(history.years_enrolled, '{}') AS years_enrolled,
    least(
        listed.next_change_on,
        paid.next_change_on,
        -- nobody settles before the first day of the campaign
        CASE WHEN c.starts_on > :business_date THEN c.starts_on END
    ) AS next_change_on
FROM staging.assess_person AS p
CROSS JOIN campaign AS c
LEFT JOIN roll ON p.person_key = roll.person_key
LEFT JOIN listed ON p.person_key = listed.person_key
LEFT JOIN employee ON p.person_key = employee.person_key
LEFT JOIN paid ON p.person_key = paid.person_key
LEFT JOIN history ON p.person_key = history.person_key
WHERE p.campaign_id = :campaign_id
