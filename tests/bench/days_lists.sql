-- So many rows of change lists, others each day and scattered: the first half adds persons who are on no list, the rest ends
-- memberships.
INSERT INTO core.membership_fact (
    campaign_id, person_key, category, op, effective_on, cut_off_on, grade, delivery_id, row_no
)
SELECT
    c.campaign_id,
    f.person_key,
    f.category,
    f.op,
    c.ends_on - 10,
    c.ends_on,
    f.grade,
    md5('change' || CAST(:time_no AS integer))::uuid,
    row_number() OVER ()
FROM (
    (
        SELECT r.person_key, k.categories[1 + r.row_no % cardinality(k.categories)] AS category, 'add' AS op, 1 AS grade
        FROM core.roll_fact AS r
        CROSS JOIN (
            SELECT array_agg(t.category ORDER BY t.sort_order) AS categories
            FROM policy.category AS t WHERE t.campaign_id = :campaign_id
        ) AS k
        WHERE r.campaign_id = :campaign_id AND r.row_no % 7 <> 0
        ORDER BY md5(r.person_key::text || 'add' || CAST(:time_no AS integer)) LIMIT CAST(:few AS integer) / 2
    )
    UNION ALL
    (
        SELECT m.person_key, m.category, 'end' AS op, m.grade
        FROM core.membership_fact AS m
        WHERE m.campaign_id = :campaign_id AND m.op = 'add'
        ORDER BY md5(m.person_key::text || 'end' || CAST(:time_no AS integer)) LIMIT CAST(:few AS integer) - CAST(:few AS integer) / 2
    )
) AS f
CROSS JOIN policy.campaign AS c
WHERE c.campaign_id = :campaign_id;
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT m.campaign_id, m.person_key, 1 + CAST(:time_no AS integer)
FROM core.membership_fact AS m
WHERE m.campaign_id = :campaign_id AND m.delivery_id = md5('change' || CAST(:time_no AS integer))::uuid
