-- Facts of a made-up locality as large as asked, straight into core: one person in seven is on a list, four in five have paid,
-- some of them twice, one in twenty-five has employee insurance. No simulation, no files, no gate.
INSERT INTO core.roll_fact (
    campaign_id, person_key, delivery_id, row_no, cut_off_on, birth_on, sex, unit_id, household_key, hukou_local, insured_last_year
)
SELECT
    c.campaign_id,
    md5('p' || n)::uuid AS person_key,
    md5('roll')::uuid,
    n,
    c.starts_on - 10,
    c.starts_on - (n::bigint * 7919 % 32000)::integer,
    'F',
    u.unit_ids[1 + n % cardinality(u.unit_ids)],
    md5('h' || n / 3)::uuid,
    n % 20 <> 0,
    n % 9 <> 0
FROM generate_series(1, :persons) AS n
CROSS JOIN policy.campaign AS c
CROSS JOIN (
    SELECT array_agg(t.unit_id ORDER BY t.sort_order) AS unit_ids
    FROM policy.unit AS t WHERE t.campaign_id = :campaign_id AND t.is_progress_unit
) AS u
WHERE c.campaign_id = :campaign_id
ORDER BY person_key;
INSERT INTO core.membership_fact (
    campaign_id, person_key, category, op, effective_on, cut_off_on, grade, delivery_id, row_no
)
SELECT
    c.campaign_id,
    md5('p' || n)::uuid AS person_key,
    k.categories[1 + n % cardinality(k.categories)],
    'add',
    CASE WHEN n % 14 = 0 THEN c.starts_on - 20 ELSE c.starts_on + n % 100 END,
    c.starts_on + n % 4 * 30,
    1 + n % 4,
    md5('list' || n % 4)::uuid,
    n
FROM generate_series(7, :persons, 7) AS n
CROSS JOIN policy.campaign AS c
CROSS JOIN (
    SELECT array_agg(t.category ORDER BY t.sort_order) AS categories
    FROM policy.category AS t WHERE t.campaign_id = :campaign_id
) AS k
WHERE c.campaign_id = :campaign_id
ORDER BY person_key;
INSERT INTO core.payment (
    campaign_id, person_key, receipt_no, plan_year, amount_fen, collected_on, received_on, channel, delivery_id, row_no
)
SELECT
    c.campaign_id,
    md5('p' || n)::uuid AS person_key,
    n || '-' || i,
    c.plan_year,
    s.price_fen,
    c.starts_on + d.day_no,
    c.starts_on + d.day_no + n % 2,
    'x',
    md5('tax' || d.day_no)::uuid,
    n
FROM generate_series(1, :persons) AS n
CROSS JOIN policy.campaign AS c
CROSS JOIN (SELECT max(p.price_fen) AS price_fen FROM policy.price AS p WHERE p.campaign_id = :campaign_id) AS s
CROSS JOIN generate_series(1, 2) AS i
CROSS JOIN LATERAL (SELECT n % 100000 * 31 % (c.ends_on - c.starts_on) AS day_no) AS d
WHERE c.campaign_id = :campaign_id AND n % 5 <> 0 AND (i = 1 OR n % 200 = 1)
ORDER BY person_key;
INSERT INTO core.employee_fact (campaign_id, person_key, insured_from, insured_to, region, cut_off_on, delivery_id, row_no)
SELECT
    c.campaign_id,
    md5('p' || n)::uuid AS person_key,
    c.starts_on - 400,
    CASE WHEN n % 3 = 0 THEN c.ends_on - n % 200 END,
    c.employee_region,
    c.ends_on,
    md5('job')::uuid,
    n
FROM generate_series(1, :persons, 25) AS n
CROSS JOIN policy.campaign AS c
WHERE c.campaign_id = :campaign_id
ORDER BY person_key;
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT f.campaign_id, f.person_key, 1 FROM core.roll_fact AS f WHERE f.campaign_id = :campaign_id;
UPDATE landing.watermark SET committed_no = 1 WHERE campaign_id = :campaign_id
