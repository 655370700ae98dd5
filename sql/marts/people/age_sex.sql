-- One row per plan year, unit, age band and sex: persons, and how many of them are enrolled or have not paid. Four bands only and no
-- category, so that few rows are about one person. The age is that of the first day of the plan year; the sex that of the latest roll.
CREATE OR REPLACE VIEW mart.age_sex AS
WITH stated_sex AS (
    SELECT DISTINCT ON (r.campaign_id, COALESCE(l.person_key, r.person_key))
        r.campaign_id,
        COALESCE(l.person_key, r.person_key) AS person_key,
        r.sex
    FROM core.roll_fact AS r
    INNER JOIN landing.effective_delivery AS e ON r.campaign_id = e.campaign_id AND r.delivery_id = e.delivery_id
    LEFT JOIN core.linked_person AS l ON r.person_key = l.fact_key
    WHERE r.sex IS NOT NULL
    ORDER BY r.campaign_id ASC, COALESCE(l.person_key, r.person_key) ASC, r.cut_off_on DESC, r.sex ASC
),

person AS (
    SELECT
        c.pack_code,
        d.plan_year,
        COALESCE(d.unit_id, '') AS unit_id,
        CASE
            WHEN t.birth_on IS NULL THEN ''
            WHEN t.birth_on > MAKE_DATE(d.plan_year - 18, 1, 1) THEN '0-17'
            WHEN t.birth_on > MAKE_DATE(d.plan_year - 60, 1, 1) THEN '18-59'
            WHEN t.birth_on > MAKE_DATE(d.plan_year - 80, 1, 1) THEN '60-79'
            ELSE '80-'
        END AS age_band,
        COALESCE(s.sex, '') AS sex,
        d.status,
        d.campaign_id
    FROM core.dues AS d
    INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
    LEFT JOIN core.trait AS t ON d.campaign_id = t.campaign_id AND d.person_key = t.person_key
    LEFT JOIN stated_sex AS s ON d.campaign_id = s.campaign_id AND d.person_key = s.person_key
)

SELECT
    p.pack_code,
    p.plan_year,
    p.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    p.age_band,
    p.sex,
    COUNT(*) AS persons,
    COUNT(*) FILTER (WHERE p.status = 'enrolled') AS enrolled_persons,
    COUNT(*) FILTER (WHERE p.status = 'owing') AS owing_persons
FROM person AS p
LEFT JOIN policy.unit AS u ON p.campaign_id = u.campaign_id AND p.unit_id = u.unit_id
GROUP BY p.pack_code, p.plan_year, p.unit_id, u.name, u.sort_order, p.age_band, p.sex;
