-- One row per person with employee insurance that the campaign looks at: its days, and whether it lasts to the campaign's end.
INSERT INTO staging.assess_job (campaign_id, person_key, jobs, insured_at_end)
SELECT
    f.campaign_id,
    p.person_key,
    range_agg(daterange(f.insured_from, f.insured_to, '[]')) AS jobs,
    range_agg(daterange(f.insured_from, f.insured_to, '[]')) @> min(c.ends_on) AS insured_at_end
FROM core.employee_fact AS f
INNER JOIN staging.assess_person_key AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.fact_key
INNER JOIN policy.campaign AS c ON f.campaign_id = c.campaign_id
WHERE
    f.campaign_id = :campaign_id
    AND coalesce(f.insured_to, f.insured_from) >= f.insured_from
    AND (c.employee_region IS NULL OR f.region = c.employee_region)
    AND NOT EXISTS (
        SELECT FROM landing.delivery AS d
        WHERE d.campaign_id = f.campaign_id AND d.delivery_id = f.delivery_id AND d.state IN ('superseded', 'revoked')
    )
GROUP BY f.campaign_id, p.person_key
