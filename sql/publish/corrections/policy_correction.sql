-- One row per correction of the pack after known_no that an assessment up to until_no applied, in order.
SELECT
    c.assess_no,
    c.old_version,
    c.new_version,
    c.business_date,
    c.takes_effect,
    c.from_on,
    c.rule_id,
    c.clause,
    c.quote,
    c.changes,
    c.persons
FROM ledger.policy_correction AS c
WHERE c.campaign_id = :campaign_id AND c.assess_no > :known_no AND c.assess_no <= :until_no
ORDER BY c.assess_no
