-- One row: number of persons on the list before this delivery, of persons that the delivery names (with the other parts of its
-- list), and of persons in both. A branch for another kind costs nothing: the planner knows `kind` and leaves the branch out.
-- MATERIALIZED keeps parallel workers out: they would sort their persons before these are counted, which costs a third more.
WITH part AS MATERIALIZED (
    -- the list before with its changes, and the other parts of this list; another version is not a part of this version
    SELECT
        d.delivery_id,
        d.list_mode,
        d.cut_off_on,
        d.cut_off_on < :cut_off_on AS is_before
    FROM landing.effective_delivery AS d
    WHERE
        d.campaign_id = :campaign_id AND d.source = :source
        AND d.cut_off_on >= :last_on AND d.cut_off_on <= :cut_off_on
        AND NOT (d.period = :period AND d.version <> :version AND d.cut_off_on = :cut_off_on)
),

-- rows of a special list before this delivery: the last full list and its changes
row_before AS NOT MATERIALIZED (
    SELECT
        f.person_key,
        f.category,
        f.op,
        f.replaces,
        f.effective_on,
        f.cut_off_on
    FROM core.membership_fact AS f
    INNER JOIN part AS d ON f.delivery_id = d.delivery_id
    WHERE
        CAST(:kind AS text) = 'special_list' AND f.campaign_id = :campaign_id AND d.is_before
        AND f.effective_on <= :cut_off_on
),

ended AS MATERIALIZED (
    SELECT
        t.person_key,
        t.category,
        t.op,
        t.effective_on,
        t.cut_off_on
    FROM row_before AS t
    WHERE t.op <> 'add' OR t.replaces
),

entry AS (
    SELECT
        f.person_key,
        d.is_before AS is_known
    FROM core.employee_fact AS f
    INNER JOIN part AS d ON f.delivery_id = d.delivery_id
    WHERE
        CAST(:kind AS text) = 'employee' AND f.campaign_id = :campaign_id AND d.list_mode = 'full'
        AND d.cut_off_on IN (CAST(:last_on AS date), CAST(:cut_off_on AS date))
    UNION ALL
    SELECT
        r.person_key,
        FALSE AS is_known
    FROM staging.employee AS r
    WHERE CAST(:kind AS text) = 'employee' AND r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    UNION ALL
    -- a roll may arrive unit by unit, and is compared in its units
    SELECT
        f.person_key,
        d.is_before AS is_known
    FROM core.roll_fact AS f
    INNER JOIN part AS d ON f.delivery_id = d.delivery_id
    INNER JOIN (
        SELECT DISTINCT r.unit_id
        FROM staging.roll AS r
        WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    ) AS h ON f.unit_id = h.unit_id
    WHERE
        CAST(:kind AS text) = 'roll' AND f.campaign_id = :campaign_id
        AND d.cut_off_on IN (CAST(:last_on AS date), CAST(:cut_off_on AS date))
    UNION ALL
    SELECT
        r.person_key,
        FALSE AS is_known
    FROM staging.roll AS r
    WHERE CAST(:kind AS text) = 'roll' AND r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    UNION ALL
    SELECT
        t.person_key,
        TRUE AS is_known
    FROM row_before AS t
    WHERE
        t.op = 'add'
        AND NOT EXISTS (
            SELECT FROM ended AS e
            WHERE
                e.person_key = t.person_key AND e.effective_on >= t.effective_on
                AND (
                    e.op = 'death'
                    -- a change of category is the end of the others
                    OR ((e.category = t.category) = (e.op = 'end') AND e.cut_off_on >= t.cut_off_on)
                )
        )
    UNION ALL
    SELECT
        f.person_key,
        FALSE AS is_known
    FROM core.membership_fact AS f
    INNER JOIN part AS d ON f.delivery_id = d.delivery_id
    WHERE
        CAST(:kind AS text) = 'special_list' AND f.campaign_id = :campaign_id AND NOT d.is_before
        AND d.list_mode = 'full' AND CAST(:list_mode AS text) = 'full' AND f.op = 'add'
    UNION ALL
    SELECT
        r.person_key,
        FALSE AS is_known
    FROM staging.special_list AS r
    WHERE
        CAST(:kind AS text) = 'special_list' AND r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
        AND r.op = 'add'
        -- who changes the category is on the list already, which makes the list of changes no full list
        AND (r.replaces IS NULL OR CAST(:list_mode AS text) = 'full')
),

-- both groups in one pass over the persons, which is cheaper than two passes and a join
person AS (
    SELECT
        e.person_key,
        bool_or(e.is_known) AS is_known,
        bool_or(NOT e.is_known) AS is_named
    FROM entry AS e
    GROUP BY e.person_key
)

SELECT
    count(*) FILTER (WHERE p.is_known) AS known_persons,
    count(*) FILTER (WHERE p.is_named) AS named_persons,
    count(*) FILTER (WHERE p.is_known AND p.is_named) AS kept_persons
FROM person AS p
