-- Deliveries of the list of jobs and of townships' answers, and an answer about every third member who has not paid.
INSERT INTO landing.delivery (
    delivery_id, campaign_id, source, kind, sender, period, list_mode, cut_off_on, delivered_on, version, file_name, sha256,
    byte_count, state, committed_no, reasons, landed_at
)
SELECT
    md5(d.name)::uuid, c.campaign_id, d.source, d.source, d.source, 'bench', 'full', c.starts_on, c.starts_on, 1, d.name,
    encode(sha256(convert_to(d.name, 'UTF8')), 'hex'), 1, 'committed', 1, '[]', now()
FROM policy.campaign AS c
CROSS JOIN (VALUES ('job', 'employee'), ('answers', 'uninsured_reason')) AS d (name, source)
WHERE c.campaign_id = :campaign_id;
INSERT INTO core.uninsured_reason_fact (campaign_id, person_key, reason, cut_off_on, delivery_id, row_no)
SELECT
    c.campaign_id,
    md5('p' || n)::uuid,
    (ARRAY['untraceable', 'refuses', 'soldier', 'employee_elsewhere', 'resident_here'])[1 + n / 105 % 5],
    c.starts_on + n / 7 % 100,
    md5('answers')::uuid,
    n
FROM generate_series(35, CAST(:persons AS integer), 105) AS n
CROSS JOIN policy.campaign AS c
WHERE c.campaign_id = :campaign_id
