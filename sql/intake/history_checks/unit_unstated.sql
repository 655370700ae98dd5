-- Rows of a change list without any unit that add persons whose unit no earlier list, roll or payment states.
WITH added AS MATERIALIZED (
    SELECT
        r.row_no,
        r.person_key
    FROM staging.special_list AS r
    WHERE
        r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.op = 'add'
        AND (
            SELECT count(s.unit_id) FROM staging.special_list AS s
            WHERE s.campaign_id = :campaign_id AND s.delivery_id = :delivery_id
        ) = 0
),

stated AS MATERIALIZED (
    SELECT f.person_key
    FROM core.membership_fact AS f
    WHERE
        f.campaign_id = :campaign_id AND f.unit_id IS NOT NULL
        AND f.person_key IN (SELECT a.person_key FROM added AS a)
    UNION
    SELECT f.person_key
    FROM core.roll_fact AS f
    WHERE f.campaign_id = :campaign_id AND f.person_key IN (SELECT a.person_key FROM added AS a)
    UNION
    SELECT f.person_key
    FROM core.payment AS f
    WHERE
        f.campaign_id = :campaign_id AND f.unit_id IS NOT NULL
        AND f.person_key IN (SELECT a.person_key FROM added AS a)
)

SELECT a.row_no
FROM added AS a
WHERE NOT EXISTS (SELECT FROM stated AS s WHERE s.person_key = a.person_key)
ORDER BY a.row_no
