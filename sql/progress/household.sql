-- One row: households of which some but not all members are enrolled (0 if the notice does not ask for whole households).
SELECT
    COALESCE(SUM(households), 0)::bigint AS households,
    COALESCE(SUM(missing_persons), 0)::bigint AS missing_persons
FROM mart.household_incomplete
WHERE pack_code = :pack_code
