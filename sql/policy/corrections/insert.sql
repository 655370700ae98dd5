-- One row: a change of the pack's version, with the change in words.
INSERT INTO ledger.policy_correction (
    campaign_id, assess_no, old_version, new_version, business_date, takes_effect, from_on, rule_id, clause, quote,
    changes, persons
)
VALUES (
    :campaign_id, :assess_no, :old_version, :new_version, :business_date, :takes_effect, :from_on, :rule_id, :clause,
    :quote, CAST(:changes AS jsonb), :persons
)
