-- One row per plan year and unit: households of which some but not all members are enrolled, where the notice wants whole
-- households. Their rows are in mart_case.household_incomplete.
CREATE OR REPLACE VIEW mart.household_incomplete AS
SELECT
    h.pack_code,
    h.plan_year,
    coalesce(h.unit_id, '') AS unit_id,
    h.unit_name,
    count(*) AS households,
    sum(h.member_persons)::bigint AS member_persons,
    sum(h.enrolled_persons)::bigint AS enrolled_persons,
    sum(h.missing_persons)::bigint AS missing_persons
FROM mart_case.household_incomplete AS h
GROUP BY h.pack_code, h.plan_year, h.unit_id, h.unit_name;
