-- One row number per staged answer about a person unknown to the campaign: no roll, list or payment names the person under any
-- of the person's keys.
WITH named AS MATERIALIZED (
    SELECT
        r.row_no,
        coalesce(l.person_key, r.person_key) AS person_key
    FROM staging.uninsured_reason AS r
    LEFT JOIN core.linked_person AS l ON r.person_key = l.fact_key
    WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
),

wanted AS MATERIALIZED (
    SELECT
        n.person_key,
        n.person_key AS fact_key
    FROM named AS n
    UNION
    SELECT
        l.person_key,
        l.fact_key
    FROM core.linked_person AS l
    INNER JOIN named AS n ON l.person_key = n.person_key
),

known AS MATERIALIZED (
    SELECT w.person_key
    FROM wanted AS w
    INNER JOIN core.roll_fact AS f ON w.fact_key = f.person_key
    WHERE f.campaign_id = :campaign_id
    UNION
    SELECT w.person_key
    FROM wanted AS w
    INNER JOIN core.membership_fact AS f ON w.fact_key = f.person_key
    WHERE f.campaign_id = :campaign_id
    UNION
    SELECT w.person_key
    FROM wanted AS w
    INNER JOIN core.payment AS f ON w.fact_key = f.person_key
    WHERE f.campaign_id = :campaign_id
)

SELECT n.row_no
FROM named AS n
LEFT JOIN known AS k ON n.person_key = k.person_key
WHERE k.person_key IS NULL
ORDER BY n.row_no
