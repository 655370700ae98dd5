-- Takes the explanations away; they are made again by an assessment.

DROP SCHEMA mart CASCADE;
CREATE SCHEMA mart;

DROP TABLE core.explanation;
DROP TABLE staging.assess_unmet;
DROP TABLE staging.assess_explained;
ALTER TABLE staging.assess_alike DROP COLUMN situation_key;
ALTER TABLE staging.assess_result DROP COLUMN situation_key;
ALTER TABLE core.dues DROP COLUMN situation_key;
ALTER TABLE policy.campaign
DROP COLUMN decision_rule_id,
DROP COLUMN gained_rule_id,
DROP COLUMN employee_rule_id;
