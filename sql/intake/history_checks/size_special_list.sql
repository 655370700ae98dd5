-- One row: number of persons on the source's list before this delivery (the last full list with its changes), of persons that the
-- delivery adds (for a full list, with its other parts), and of persons in both.
WITH told AS NOT MATERIALIZED (
    SELECT
        f.person_key,
        f.category,
        f.op,
        f.effective_on
    FROM core.membership_fact AS f
    INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE
        d.campaign_id = :campaign_id AND d.source = :source
        AND d.cut_off_on >= :last_on AND d.cut_off_on < :cut_off_on AND f.effective_on <= :cut_off_on
),

ended AS MATERIALIZED (
    SELECT
        t.person_key,
        t.category,
        t.op,
        t.effective_on
    FROM told AS t
    WHERE t.op <> 'add'
),

known AS (
    SELECT t.person_key
    FROM told AS t
    WHERE
        t.op = 'add'
        AND NOT EXISTS (
            SELECT FROM ended AS e
            WHERE
                e.person_key = t.person_key AND e.effective_on >= t.effective_on
                AND (e.op = 'death' OR e.category = t.category)
        )
),

named AS (
    SELECT r.person_key
    FROM staging.special_list AS r
    WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.op = 'add'
    UNION ALL
    SELECT f.person_key
    FROM core.membership_fact AS f
    INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE
        d.campaign_id = :campaign_id AND d.source = :source
        AND d.list_mode = 'full' AND CAST(:list_mode AS text) = 'full' AND d.cut_off_on = :cut_off_on
        -- another version is not a part of this version
        AND NOT (d.period = :period AND d.version <> :version) AND f.op = 'add'
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
