-- Whom to judge is no list of its own: those whose facts were read, or everybody.
DROP VIEW staging.assess_person_key;
DROP TABLE staging.assess_person;
