-- One row per person with employee insurance that the campaign looks at: its days, and whether it lasts to the campaign's end.
-- Of several lists of one source that speak about one interval, the newest by cut-off decides when it began and ended. Rows speak about one interval if they share a day and agree in the region or in the first day.
-- A row that begins on its list's cut-off states only that the person is insured on that day: it overrules nothing.
INSERT INTO staging.assess_job (campaign_id, person_key, jobs, insured_at_end)
WITH stated AS (
    SELECT
        k.person_key,
        d.source,
        f.cut_off_on,
        f.region,
        f.insured_from,
        daterange(f.insured_from, f.insured_to, '[]') AS days
    FROM core.employee_fact AS f
    LEFT JOIN staging.assess_changed_key AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.fact_key
    LEFT JOIN staging.assess_linked AS n ON f.campaign_id = n.campaign_id AND f.person_key = n.fact_key
    LEFT JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    CROSS JOIN LATERAL (SELECT coalesce(n.person_key, f.person_key) AS person_key) AS k
    WHERE
        f.campaign_id = :campaign_id AND (CAST(:everyone AS boolean) OR p.fact_key IS NOT NULL)
        AND coalesce(f.insured_to, f.insured_from) >= f.insured_from
        AND coalesce(d.state, '') NOT IN ('superseded', 'revoked')
)

SELECT
    c.campaign_id,
    s.person_key,
    range_agg(s.days) AS jobs,
    range_agg(s.days) @> min(c.ends_on) AS insured_at_end
FROM stated AS s
INNER JOIN policy.campaign AS c ON c.campaign_id = :campaign_id
WHERE
    (c.employee_region IS NULL OR s.region = c.employee_region)
    AND NOT EXISTS (
        SELECT FROM stated AS l
        WHERE
            l.person_key = s.person_key AND l.source = s.source AND l.cut_off_on > s.cut_off_on AND l.days && s.days
            AND l.insured_from <> l.cut_off_on
            AND (l.insured_from = s.insured_from OR l.region IS NOT DISTINCT FROM s.region)
    )
GROUP BY c.campaign_id, s.person_key
