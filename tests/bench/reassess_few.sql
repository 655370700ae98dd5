-- So many persons, others each time and scattered, have paid once more: each has a new result, and the ledger a new line.
INSERT INTO core.payment (
    campaign_id, person_key, receipt_no, plan_year, amount_fen, collected_on, received_on, channel, delivery_id, row_no
)
SELECT
    c.campaign_id,
    f.person_key,
    'few-' || CAST(:time_no AS integer) || '-' || row_number() OVER (),
    c.plan_year,
    s.price_fen,
    c.ends_on,
    c.ends_on,
    'x',
    md5('few' || CAST(:time_no AS integer))::uuid,
    row_number() OVER ()
FROM (
    SELECT r.person_key FROM core.roll_fact AS r
    WHERE r.campaign_id = :campaign_id
    ORDER BY md5(r.person_key::text || CAST(:time_no AS integer)) LIMIT :few
) AS f
CROSS JOIN policy.campaign AS c
CROSS JOIN (SELECT max(p.price_fen) AS price_fen FROM policy.price AS p WHERE p.campaign_id = :campaign_id) AS s
WHERE c.campaign_id = :campaign_id;
INSERT INTO core.changed_person (campaign_id, person_key, committed_no)
SELECT p.campaign_id, p.person_key, 1 + CAST(:time_no AS integer)
FROM core.payment AS p
WHERE p.campaign_id = :campaign_id AND p.delivery_id = md5('few' || CAST(:time_no AS integer))::uuid;
UPDATE landing.watermark SET committed_no = 1 + :time_no WHERE campaign_id = :campaign_id
