-- One row: number of persons in the previous comparison list, in this delivery (with the other parts of its list), and in both.
WITH comparison AS (
    SELECT
        f.person_key,
        d.cut_off_on
    FROM core.employee_fact AS f
    INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE
        d.campaign_id = :campaign_id AND d.source = :source AND d.list_mode = 'full'
        AND d.cut_off_on IN (CAST(:last_on AS date), CAST(:cut_off_on AS date))
        AND NOT (d.period = :period AND d.version <> :version AND d.cut_off_on = :cut_off_on)
),

known AS (SELECT c.person_key FROM comparison AS c WHERE c.cut_off_on = :last_on),

named AS (
    SELECT r.person_key
    FROM staging.employee AS r
    WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    UNION ALL
    SELECT c.person_key FROM comparison AS c WHERE c.cut_off_on = :cut_off_on
),

-- both groups in one pass over the persons, which is cheaper than two passes and a join
person AS (
    SELECT
        e.person_key,
        bool_or(e.is_known) AS is_known,
        bool_or(e.is_named) AS is_named
    FROM (
        SELECT k.person_key, TRUE AS is_known, FALSE AS is_named FROM known AS k
        UNION ALL
        SELECT n.person_key, FALSE AS is_known, TRUE AS is_named FROM named AS n
    ) AS e
    GROUP BY e.person_key
)

SELECT
    count(*) FILTER (WHERE p.is_known) AS known_persons,
    count(*) FILTER (WHERE p.is_named) AS named_persons,
    count(*) FILTER (WHERE p.is_known AND p.is_named) AS kept_persons
FROM person AS p
