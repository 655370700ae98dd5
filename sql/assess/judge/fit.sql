-- One row per day and rule (price, coverage or waiting) that holds on it. A condition that a rule leaves out (NULL) always holds.
INSERT INTO staging.assess_fit (campaign_id, person_key, plan_year, day_no, rule_kind, sort_order, rule_id)
SELECT
    d.campaign_id,
    d.person_key,
    d.plan_year,
    d.day_no,
    w.rule_kind,
    w.sort_order,
    w.rule_id
FROM staging.assess_day AS d
INNER JOIN policy.campaign AS c ON d.campaign_id = c.campaign_id
INNER JOIN staging.assess_trait AS t ON d.campaign_id = t.campaign_id AND d.person_key = t.person_key
INNER JOIN policy.person_rule AS w ON d.campaign_id = w.campaign_id
WHERE
    d.campaign_id = :campaign_id
    AND (w.plan_year IS NULL OR w.plan_year = d.plan_year)
    AND (w.valid_from IS NULL OR d.identity_on >= w.valid_from)
    AND (w.valid_to IS NULL OR d.identity_on <= w.valid_to)
    AND (w.phase IS NULL OR w.phase = CASE WHEN d.identity_on <= c.ends_on THEN 'in_window' ELSE 'late' END)
    AND (w.with_any IS NULL OR w.with_any && d.categories)
    AND (w.unless_any IS NULL OR NOT w.unless_any && d.categories)
    AND (w.born_from IS NULL OR t.birth_on >= w.born_from)
    AND (w.born_to IS NULL OR t.birth_on <= w.born_to)
    AND (w.hukou_local IS NULL OR t.hukou_local = w.hukou_local)
    AND (w.continuing IS NULL OR w.continuing = coalesce(t.insured_last_year, FALSE))
    AND (w.born_in_plan_year IS NULL OR w.born_in_plan_year = (date_part('year', t.birth_on) = d.plan_year))
    AND (w.within_days_of_birth IS NULL OR d.identity_on - t.birth_on <= w.within_days_of_birth)
    AND (
        w.within_months_of_birth IS NULL
        OR d.identity_on <= (t.birth_on + make_interval(months => w.within_months_of_birth))::date
    )
