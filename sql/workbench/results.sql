-- One row per (person, plan year) of the given persons: the result, with the rules that explain it in the notice's words.
SELECT
    d.*,
    r.clause,
    r.quote,
    v.clause AS coverage_clause,
    v.quote AS coverage_quote,
    w.clause AS waiting_clause,
    w.quote AS waiting_quote,
    u.name AS unit_name,
    i.household_key IS NOT NULL AS household_incomplete
FROM core.dues AS d
LEFT JOIN policy.rule AS r ON d.campaign_id = r.campaign_id AND d.rule_id = r.rule_id
LEFT JOIN policy.rule AS v ON d.campaign_id = v.campaign_id AND d.coverage_rule_id = v.rule_id
LEFT JOIN policy.rule AS w ON d.campaign_id = w.campaign_id AND d.waiting_rule_id = w.rule_id
LEFT JOIN policy.unit AS u ON d.campaign_id = u.campaign_id AND d.unit_id = u.unit_id
LEFT JOIN mart.household_incomplete AS i
    ON d.household_key = i.household_key AND d.plan_year = i.plan_year AND i.pack_code = :pack_code
WHERE d.campaign_id = :campaign_id AND d.person_key = ANY(:person_keys)
