-- Empties the work tables of the assessment (one assessment runs at a time, under a lock).
TRUNCATE
staging.assess_changed, staging.assess_person, staging.assess_membership, staging.assess_interval, staging.assess_unmet,
staging.assess_job, staging.assess_payer, staging.assess_trait, staging.assess_receipt, staging.assess_difference,
staging.assess_alike, staging.assess_model, staging.assess_day, staging.assess_fit, staging.assess_price, staging.assess_claim,
staging.assess_decision, staging.assess_settled, staging.assess_benefit, staging.assess_outcome, staging.assess_explained,
staging.post_person, staging.post_line, staging.post_coverage, staging.assess_linked
