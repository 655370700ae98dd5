-- One row: persons of the comparison before this one, persons that this one names (with its other parts), and persons in both.
WITH comparison AS (
    SELECT
        f.person_key,
        d.cut_off_on
    FROM core.employee_fact AS f
    INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE
        d.campaign_id = :campaign_id AND d.source = :source AND d.state = 'committed' AND d.list_mode = 'full'
        AND d.cut_off_on IN (CAST(:last_on AS date), CAST(:cut_off_on AS date))
        AND NOT (d.period = :period AND d.version < :version AND d.cut_off_on = :cut_off_on)
),

known AS (SELECT DISTINCT c.person_key FROM comparison AS c WHERE c.cut_off_on = :last_on),

named AS (
    SELECT coalesce(a.person_key, r.alias_key) AS person_key
    FROM staging.employee AS r
    LEFT JOIN vault.alias AS a ON r.alias_key = a.alias_key
    WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    UNION
    SELECT c.person_key FROM comparison AS c WHERE c.cut_off_on = :cut_off_on
)

SELECT
    count(k.person_key) AS known_persons,
    count(n.person_key) AS named_persons,
    count(*) FILTER (WHERE k.person_key = n.person_key) AS kept_persons
FROM known AS k
FULL JOIN named AS n ON k.person_key = n.person_key
