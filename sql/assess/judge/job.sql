-- One row per person with employee insurance that the campaign looks at: its days, and whether it lasts to the campaign's end.
INSERT INTO staging.assess_job (campaign_id, person_key, jobs, insured_at_end)
SELECT
    f.campaign_id,
    k.person_key,
    range_agg(daterange(f.insured_from, f.insured_to, '[]')) AS jobs,
    range_agg(daterange(f.insured_from, f.insured_to, '[]')) @> min(c.ends_on) AS insured_at_end
FROM core.employee_fact AS f
LEFT JOIN staging.assess_changed_key AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.fact_key
LEFT JOIN staging.assess_linked AS n ON f.campaign_id = n.campaign_id AND f.person_key = n.fact_key
INNER JOIN policy.campaign AS c ON f.campaign_id = c.campaign_id
CROSS JOIN LATERAL (SELECT coalesce(n.person_key, f.person_key) AS person_key) AS k
WHERE
    f.campaign_id = :campaign_id AND (CAST(:everyone AS boolean) OR p.fact_key IS NOT NULL)
    AND coalesce(f.insured_to, f.insured_from) >= f.insured_from
    AND (c.employee_region IS NULL OR f.region = c.employee_region)
    AND NOT EXISTS (
        SELECT FROM landing.delivery AS d
        WHERE d.campaign_id = f.campaign_id AND d.delivery_id = f.delivery_id AND d.state IN ('superseded', 'revoked')
    )
GROUP BY f.campaign_id, k.person_key
