-- One row: persons of the roll before this one in the units that this one has, persons that it names (with its other parts),
-- and persons in both. A roll may come unit by unit.
WITH here AS (
    SELECT DISTINCT r.unit_id
    FROM staging.roll AS r
    WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
),

roll AS (
    SELECT
        f.person_key,
        d.cut_off_on
    FROM core.roll_fact AS f
    INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    INNER JOIN here AS h ON f.unit_id = h.unit_id
    WHERE
        d.campaign_id = :campaign_id AND d.source = :source AND d.state = 'committed'
        AND d.cut_off_on IN (CAST(:last_on AS date), CAST(:cut_off_on AS date))
        AND NOT (d.period = :period AND d.version < :version AND d.cut_off_on = :cut_off_on)
),

known AS (SELECT DISTINCT o.person_key FROM roll AS o WHERE o.cut_off_on = :last_on),

named AS (
    SELECT coalesce(a.person_key, r.alias_key) AS person_key
    FROM staging.roll AS r
    LEFT JOIN vault.alias AS a ON r.alias_key = a.alias_key
    WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    UNION
    SELECT o.person_key FROM roll AS o WHERE o.cut_off_on = :cut_off_on
)

SELECT
    count(k.person_key) AS known_persons,
    count(n.person_key) AS named_persons,
    count(*) FILTER (WHERE k.person_key = n.person_key) AS kept_persons
FROM known AS k
FULL JOIN named AS n ON k.person_key = n.person_key
