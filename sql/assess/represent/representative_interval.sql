-- One row per representative, category, interval and rule that makes it a claim.
INSERT INTO staging.assess_representative_interval (
    campaign_id, person_key, category, from_on, to_on, rule_id, claim_kind, named_rule_id, may_count, tie_order
)
SELECT
    i.campaign_id,
    i.person_key,
    i.category,
    i.from_on,
    i.to_on,
    i.rule_id,
    i.claim_kind,
    i.named_rule_id,
    i.may_count,
    i.tie_order
FROM staging.assess_interval AS i
INNER JOIN staging.assess_representative AS m ON i.campaign_id = m.campaign_id AND i.person_key = m.person_key
WHERE i.campaign_id = :campaign_id
