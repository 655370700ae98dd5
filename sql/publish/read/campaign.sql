-- One row: the campaign of a pack, with the columns that a report prints.
SELECT
    campaign_id,
    pack_code,
    title,
    place_name,
    unit_kind_label,
    plan_year,
    pack_version,
    pack_status,
    completion_goal_bp,
    enrolment_goal_bp,
    enrolment_denominator,
    special_goal_bp,
    employee_counts_as_covered,
    special_form
FROM policy.campaign
WHERE pack_code = :pack_code
