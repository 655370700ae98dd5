-- One row per representative, category without a claim, and rule of it: the first condition that is not met.
INSERT INTO staging.assess_representative_unmet (campaign_id, person_key, category, rule_id, verdict)
SELECT
    i.campaign_id,
    i.person_key,
    i.category,
    i.rule_id,
    i.verdict
FROM staging.assess_unmet AS i
INNER JOIN staging.assess_representative AS m ON i.campaign_id = m.campaign_id AND i.person_key = m.person_key
WHERE i.campaign_id = :campaign_id
