-- One row per row of the delivery, finding and detail: what other effective deliveries state about the persons of one delivery,
-- as of a day.
-- Reads only the persons handed in (row numbers and keyed hashes of document numbers, with unit and category of the row).
WITH row_person AS (
    SELECT DISTINCT
        u.row_no,
        u.unit_id,
        u.category,
        coalesce(l.person_key, v.person_key) AS owner_key
    FROM
        unnest(
            CAST(:row_nos AS integer []), CAST(:alias_keys AS uuid []), CAST(:unit_ids AS text []), CAST(:categories AS text [])
        ) AS u (row_no, alias_key, unit_id, category)
    LEFT JOIN vault.alias AS a ON u.alias_key = a.alias_key
    INNER JOIN vault.person AS v ON coalesce(a.person_key, u.alias_key) = v.person_key
    LEFT JOIN core.linked_person AS l ON v.person_key = l.fact_key
),

-- every key of the person: facts under the person's other numbers count as well
named AS (
    SELECT
        r.row_no,
        r.unit_id,
        r.category AS row_category,
        r.owner_key,
        r.owner_key AS person_key
    FROM row_person AS r
    UNION ALL
    SELECT
        r.row_no,
        r.unit_id,
        r.category,
        r.owner_key,
        l.fact_key AS person_key
    FROM row_person AS r
    INNER JOIN core.linked_person AS l ON r.owner_key = l.person_key
),

effective AS (
    SELECT
        d.delivery_id,
        d.source,
        d.sender,
        d.kind,
        d.list_mode,
        d.cut_off_on
    FROM landing.delivery AS d
    WHERE d.campaign_id = :campaign_id AND d.state = 'committed'
),

last_full AS (
    SELECT
        i.source,
        max(i.cut_off_on) AS cut_off_on
    FROM effective AS i
    WHERE i.list_mode = 'full'
    GROUP BY i.source
),

stated_membership AS (
    SELECT
        n.row_no,
        n.row_category,
        n.owner_key,
        i.source,
        i.sender,
        f.category,
        f.op,
        f.replaces,
        f.effective_on,
        f.cut_off_on,
        coalesce(l.cut_off_on <= f.cut_off_on, TRUE) AS is_latest
    FROM core.membership_fact AS f
    INNER JOIN named AS n ON f.person_key = n.person_key
    INNER JOIN effective AS i ON f.delivery_id = i.delivery_id
    LEFT JOIN last_full AS l ON i.source = l.source
    WHERE f.campaign_id = :campaign_id AND f.effective_on <= CAST(:as_of AS date)
),

on_roll AS (
    SELECT DISTINCT ON (n.row_no)
        n.row_no,
        n.unit_id AS stated_unit_id,
        f.unit_id,
        i.cut_off_on >= l.cut_off_on AS is_latest
    FROM core.roll_fact AS f
    INNER JOIN named AS n ON f.person_key = n.person_key
    INNER JOIN effective AS i ON f.delivery_id = i.delivery_id
    INNER JOIN last_full AS l ON i.source = l.source
    WHERE f.campaign_id = :campaign_id
    ORDER BY n.row_no ASC, f.cut_off_on DESC, f.unit_id ASC
),

elsewhere AS (
    SELECT
        o.campaign_id,
        o.place_name,
        o.plan_year
    FROM policy.campaign AS o
    INNER JOIN policy.campaign AS c ON o.plan_year = c.plan_year AND o.campaign_id <> c.campaign_id
    WHERE c.campaign_id = :campaign_id
),

-- a person on the roll of another place, and not on ours, belongs to that place
other_roll AS (
    SELECT DISTINCT
        n.row_no,
        o.place_name
    FROM named AS n
    CROSS JOIN elsewhere AS o
    INNER JOIN core.roll_fact AS f ON o.campaign_id = f.campaign_id AND n.person_key = f.person_key
    INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE d.state = 'committed' AND n.row_no NOT IN (SELECT r.row_no FROM on_roll AS r)
),

stated_job AS (
    SELECT
        n.row_no,
        n.owner_key,
        i.source,
        f.cut_off_on,
        f.region,
        f.insured_from,
        daterange(f.insured_from, f.insured_to, '[]') AS days
    FROM core.employee_fact AS f
    INNER JOIN named AS n ON f.person_key = n.person_key
    INNER JOIN effective AS i ON f.delivery_id = i.delivery_id
    WHERE f.campaign_id = :campaign_id AND coalesce(f.insured_to, f.insured_from) >= f.insured_from
),

row_finding AS (
    SELECT
        e.row_no,
        CASE
            WHEN c.employee_region IS NULL OR e.region = c.employee_region THEN 'employee_insured'
            ELSE 'insured_elsewhere'
        END AS finding,
        concat_ws(' ', e.region, to_char(e.insured_from, 'YYYY-MM-DD')) AS detail
    FROM stated_job AS e
    INNER JOIN policy.campaign AS c ON c.campaign_id = :campaign_id
    WHERE
        e.days @> CAST(:as_of AS date)
        -- a later list of the source about this interval counts instead (assess/judge/job)
        AND NOT EXISTS (
            SELECT FROM stated_job AS l
            WHERE
                l.row_no = e.row_no AND l.owner_key = e.owner_key AND l.source = e.source AND l.cut_off_on > e.cut_off_on
                AND l.days && e.days AND l.insured_from <> l.cut_off_on
                AND (l.insured_from = e.insured_from OR l.region IS NOT DISTINCT FROM e.region)
        )
    UNION ALL
    SELECT
        s.row_no,
        'other_list' AS finding,
        concat_ws(' ', s.sender, coalesce(k.label_zh, '')) AS detail
    FROM stated_membership AS s
    LEFT JOIN policy.category AS k ON k.campaign_id = :campaign_id AND s.category = k.category
    LEFT JOIN policy.category AS o ON o.campaign_id = :campaign_id AND s.row_category = o.category
    WHERE
        s.op = 'add' AND s.source <> :source AND s.is_latest
        -- nobody pays because of a list that is only tracked, so it raises no question about who pays
        AND coalesce(k.amount_kind, '') <> 'none' AND coalesce(o.amount_kind, '') <> 'none'
        AND NOT EXISTS (
            SELECT FROM stated_membership AS t
            WHERE
                t.row_no = s.row_no AND t.owner_key = s.owner_key AND t.effective_on >= s.effective_on
                AND (
                    (t.category = s.category AND t.op = 'end' AND (t.source <> s.source OR t.cut_off_on >= s.cut_off_on))
                    OR (t.replaces AND t.category <> s.category AND t.source = s.source AND t.cut_off_on >= s.cut_off_on)
                )
        )
    UNION ALL
    SELECT
        s.row_no,
        'deceased' AS finding,
        concat_ws(' ', s.sender, to_char(s.effective_on, 'YYYY-MM-DD')) AS detail
    FROM stated_membership AS s
    WHERE s.op = 'death'
    UNION ALL
    SELECT
        r.row_no,
        CASE WHEN r.is_latest THEN 'other_unit' ELSE 'removed_from_roll' END AS finding,
        coalesce(u.name, '') AS detail
    FROM on_roll AS r
    LEFT JOIN policy.unit AS u ON u.campaign_id = :campaign_id AND r.unit_id = u.unit_id
    WHERE NOT r.is_latest OR (r.stated_unit_id <> '' AND r.unit_id <> r.stated_unit_id)
    UNION ALL
    -- enrolled for the same year in another place of the warehouse
    SELECT
        n.row_no,
        'enrolled_elsewhere' AS finding,
        o.place_name AS detail
    FROM named AS n
    CROSS JOIN elsewhere AS o
    INNER JOIN core.dues AS d
        ON o.campaign_id = d.campaign_id AND n.person_key = d.person_key AND o.plan_year = d.plan_year
    WHERE d.status = 'enrolled'
    UNION ALL
    SELECT
        u.row_no,
        CASE WHEN o.place_name IS NULL THEN 'not_on_roll' ELSE 'other_place' END AS finding,
        coalesce(o.place_name, '') AS detail
    FROM unnest(CAST(:row_nos AS integer [])) AS u (row_no)
    LEFT JOIN other_roll AS o ON u.row_no = o.row_no
    WHERE
        u.row_no NOT IN (SELECT r.row_no FROM on_roll AS r)
        AND EXISTS (SELECT FROM effective AS i WHERE i.kind = 'roll')
)

SELECT DISTINCT
    f.row_no,
    f.finding,
    f.detail
FROM row_finding AS f
ORDER BY f.row_no, f.finding, f.detail
