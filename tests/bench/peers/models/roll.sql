-- Residents of the roll.
CREATE TABLE roll AS
SELECT number, name, birth_on::date AS birth_on, unit, village, household, hukou = '是' AS is_local, insured_last_year = '是' AS is_continuing
FROM raw_roll;
