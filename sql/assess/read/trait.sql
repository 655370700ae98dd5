-- One row per person whose facts are read: facts that depend neither on the rules nor on the judged day (unit, birth, death, past
-- years, the reason for late entry, a key of the receipts). What is new or differs is stored in core.trait, so that a change of rules need not read the facts
-- again. Only this statement looks core.trait up, and later ones read what it wrote.
INSERT INTO staging.assess_person_trait (
    campaign_id, person_key, roll_unit_id, list_unit_id, paid_unit_ids, household_key, birth_on, hukou_local,
    insured_last_year, died_on, death_known_on, on_roll, on_list, years_enrolled, late_reason, receipts_key, collected_key,
    next_change_on, is_new, is_changed
)
WITH ineffective AS (
    SELECT d.delivery_id
    FROM landing.delivery AS d
    WHERE d.campaign_id = :campaign_id AND d.state IN ('superseded', 'revoked')
),

-- a list with a later cut-off will end the memberships that it does not name; computed once, not for each row of a list,
-- because the planner may estimate hardly any rows
coming_list AS MATERIALIZED (
    SELECT
        d.delivery_id,
        min(n.cut_off_on) AS cut_off_on
    FROM landing.delivery AS d
    INNER JOIN landing.delivery AS n ON d.campaign_id = n.campaign_id AND d.source = n.source
    WHERE
        d.campaign_id = :campaign_id AND d.kind = 'special_list'
        AND n.list_mode = 'full' AND n.state = 'committed' AND n.cut_off_on > CAST(:business_date AS date)
    GROUP BY d.delivery_id
),

-- the latest roll counts
roll AS (
    SELECT DISTINCT ON (p.person_key)
        p.person_key,
        f.unit_id,
        f.household_key,
        f.birth_on,
        f.hukou_local,
        f.insured_last_year
    FROM core.roll_fact AS f
    INNER JOIN staging.assess_changed_key AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.fact_key
    WHERE f.campaign_id = :campaign_id AND f.delivery_id NOT IN (SELECT s.delivery_id FROM ineffective AS s)
    ORDER BY p.person_key ASC, f.cut_off_on DESC, f.unit_id ASC, f.person_key ASC
),

listed AS (
    SELECT
        f.person_key,
        (
            array_agg(f.unit_id ORDER BY f.effective_on, f.category, f.unit_id)
            FILTER (WHERE f.op = 'add' AND f.effective_on <= :business_date AND f.unit_id IS NOT NULL)
        )[1
        ] AS unit_id,
        min(f.birth_on) AS birth_on,
        min(f.effective_on) FILTER (WHERE f.op = 'death' AND f.effective_on <= :business_date) AS died_on,
        min(greatest(f.effective_on, f.cut_off_on)) FILTER (
            WHERE f.op = 'death' AND greatest(f.effective_on, f.cut_off_on) <= :business_date
        ) AS death_known_on,
        coalesce(bool_or(f.op = 'add' AND f.effective_on <= :business_date), FALSE) AS on_list,
        least(
            min(f.effective_on) FILTER (WHERE f.effective_on > :business_date),
            min(f.cut_off_on) FILTER (WHERE f.op = 'death' AND f.cut_off_on > :business_date), min(c.cut_off_on)
        ) AS next_change_on
    FROM staging.assess_list_fact AS f
    LEFT JOIN coming_list AS c ON f.delivery_id = c.delivery_id
    WHERE f.campaign_id = :campaign_id AND f.delivery_id NOT IN (SELECT s.delivery_id FROM ineffective AS s)
    GROUP BY f.person_key
),

-- money that reversals took back, by now and on later days; nearly always none
taken_back AS (
    SELECT
        v.paid_key,
        v.receipt_no,
        coalesce(sum(v.amount_fen) FILTER (WHERE v.received_on <= :business_date), 0)::bigint AS fen,
        min(v.received_on) FILTER (WHERE v.received_on > :business_date) AS next_change_on
    FROM core.reversal_state AS v
    WHERE v.campaign_id = :campaign_id AND v.state = 'counted'
    GROUP BY v.paid_key, v.receipt_no
),

receipt AS (
    SELECT
        f.person_key,
        f.plan_year,
        f.receipt_no,
        f.received_on,
        f.collected_on,
        f.unit_id,
        f.birth_on,
        b.next_change_on,
        f.amount_fen - coalesce(b.fen, 0) AS left_fen,
        -- a receipt that was taken back whole is dropped
        f.received_on <= CAST(:business_date AS date) AND f.amount_fen > coalesce(b.fen, 0) AS exists_now
    FROM staging.assess_payment AS f
    LEFT JOIN taken_back AS b ON f.fact_key = b.paid_key AND f.receipt_no = b.receipt_no
    WHERE f.campaign_id = :campaign_id
),

paid_year AS (
    SELECT
        f.person_key,
        f.plan_year,
        string_agg(concat_ws(',', f.left_fen, f.received_on), ';' ORDER BY f.received_on, f.receipt_no COLLATE "C")  -- noqa: RF03
        FILTER (WHERE f.exists_now) AS receipts,
        string_agg(f.collected_on::text, ';' ORDER BY f.received_on, f.receipt_no COLLATE "C")  -- noqa: RF03
        FILTER (WHERE f.exists_now) AS collected,
        (
            array_agg(f.unit_id ORDER BY f.received_on, f.receipt_no COLLATE "C")  -- noqa: RF03
            FILTER (WHERE f.exists_now AND f.unit_id IS NOT NULL)
        )[1
        ] AS unit_id,
        min(f.birth_on) AS birth_on,
        least(
            min(f.received_on) FILTER (WHERE f.received_on > :business_date), min(f.next_change_on)
        ) AS next_change_on
    FROM receipt AS f
    GROUP BY f.person_key, f.plan_year
),

-- the person's payments up to now in two keys: not every place asks for the day of collection
paid AS (
    SELECT
        y.person_key,
        md5(string_agg(y.plan_year || ':' || y.receipts, '|' ORDER BY y.plan_year))::uuid AS receipts_key,
        md5(string_agg(y.plan_year || ':' || y.collected, '|' ORDER BY y.plan_year))::uuid AS collected_key,
        jsonb_object_agg(y.plan_year, y.unit_id) FILTER (WHERE y.unit_id IS NOT NULL) AS unit_ids,
        min(y.birth_on) AS birth_on,
        min(y.next_change_on) AS next_change_on
    FROM paid_year AS y
    GROUP BY y.person_key
),

-- of one source's histories of a year the newest by cut-off counts; of several with one cut-off, and of several sources,
-- one that states "enrolled"
newest_history AS (
    SELECT DISTINCT ON (p.person_key, d.source, f.plan_year)
        p.person_key,
        f.plan_year,
        f.enrolled
    FROM core.history_fact AS f
    INNER JOIN staging.assess_changed_key AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.fact_key
    LEFT JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE f.campaign_id = :campaign_id AND coalesce(d.state, '') NOT IN ('superseded', 'revoked')
    ORDER BY p.person_key ASC, d.source ASC, f.plan_year ASC, f.cut_off_on DESC, f.enrolled DESC
),

history AS (
    SELECT
        n.person_key,
        array_agg(DISTINCT n.plan_year ORDER BY n.plan_year) AS years_enrolled
    FROM newest_history AS n
    WHERE n.enrolled
    GROUP BY n.person_key
),

-- what each source states last about a reason for late entry; of rows with one cut-off one that withdraws the reason
newest_reason AS (
    SELECT DISTINCT ON (p.person_key, d.source)
        p.person_key,
        d.source,
        f.op,
        f.reason,
        f.cut_off_on
    FROM core.late_entry_fact AS f
    INNER JOIN staging.assess_changed_key AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.fact_key
    INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE
        f.campaign_id = :campaign_id AND d.state NOT IN ('superseded', 'revoked')
        AND f.cut_off_on <= CAST(:business_date AS date)
    ORDER BY p.person_key ASC, d.source ASC, f.cut_off_on DESC, f.op DESC, f.reason COLLATE "C" ASC
),

-- a full list withdraws the reasons of the persons that it does not name
full_reason_list AS (
    SELECT
        d.source,
        max(d.cut_off_on) FILTER (WHERE d.cut_off_on <= CAST(:business_date AS date)) AS last_on,
        min(d.cut_off_on) FILTER (WHERE d.cut_off_on > CAST(:business_date AS date)) AS next_on
    FROM landing.effective_delivery AS d
    WHERE d.campaign_id = :campaign_id AND d.kind = 'late_entry' AND d.list_mode = 'full'
    GROUP BY d.source
),

late AS (
    SELECT
        n.person_key,
        min(n.reason COLLATE "C") FILTER (WHERE n.op = 'add' AND n.cut_off_on >= coalesce(l.last_on, n.cut_off_on)) AS late_reason,
        min(l.next_on) AS next_change_on
    FROM newest_reason AS n
    LEFT JOIN full_reason_list AS l ON n.source = l.source
    GROUP BY n.person_key
),

coming_reason AS (
    SELECT
        p.person_key,
        min(f.cut_off_on) AS next_change_on
    FROM core.late_entry_fact AS f
    INNER JOIN staging.assess_changed_key AS p ON f.campaign_id = p.campaign_id AND f.person_key = p.fact_key
    INNER JOIN landing.delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
    WHERE
        f.campaign_id = :campaign_id AND d.state NOT IN ('superseded', 'revoked')
        AND f.cut_off_on > CAST(:business_date AS date)
    GROUP BY p.person_key
)

SELECT
    p.campaign_id,
    p.person_key,
    s.roll_unit_id,
    s.list_unit_id,
    s.paid_unit_ids,
    s.household_key,
    s.birth_on,
    s.hukou_local,
    s.insured_last_year,
    s.died_on,
    s.death_known_on,
    s.on_roll,
    s.on_list,
    s.years_enrolled,
    s.late_reason,
    s.receipts_key,
    s.collected_key,
    s.next_change_on,
    t.person_key IS NULL AS is_new,
    t.person_key IS NOT NULL AND (
        t.roll_unit_id IS DISTINCT FROM s.roll_unit_id
        OR t.list_unit_id IS DISTINCT FROM s.list_unit_id
        OR t.paid_unit_ids IS DISTINCT FROM s.paid_unit_ids
        OR t.household_key IS DISTINCT FROM s.household_key
        OR t.birth_on IS DISTINCT FROM s.birth_on
        OR t.hukou_local IS DISTINCT FROM s.hukou_local
        OR t.insured_last_year IS DISTINCT FROM s.insured_last_year
        OR t.died_on IS DISTINCT FROM s.died_on
        OR t.death_known_on IS DISTINCT FROM s.death_known_on
        OR t.on_roll IS DISTINCT FROM s.on_roll
        OR t.on_list IS DISTINCT FROM s.on_list
        OR t.years_enrolled IS DISTINCT FROM s.years_enrolled
        OR t.late_reason IS DISTINCT FROM s.late_reason
        OR t.receipts_key IS DISTINCT FROM s.receipts_key
        OR t.collected_key IS DISTINCT FROM s.collected_key
        OR t.next_change_on IS DISTINCT FROM s.next_change_on
    ) AS is_changed
FROM staging.assess_changed AS p
LEFT JOIN core.trait AS t ON p.campaign_id = t.campaign_id AND p.person_key = t.person_key
LEFT JOIN roll ON p.person_key = roll.person_key
LEFT JOIN listed ON p.person_key = listed.person_key
LEFT JOIN paid ON p.person_key = paid.person_key
LEFT JOIN history ON p.person_key = history.person_key
LEFT JOIN late ON p.person_key = late.person_key
LEFT JOIN coming_reason AS coming ON p.person_key = coming.person_key
CROSS JOIN LATERAL (SELECT coalesce(roll.birth_on, listed.birth_on, paid.birth_on) AS birth_on) AS b
CROSS JOIN
    LATERAL (
        SELECT
            roll.unit_id AS roll_unit_id,
            listed.unit_id AS list_unit_id,
            paid.unit_ids AS paid_unit_ids,
            roll.household_key,
            b.birth_on,
            roll.hukou_local,
            roll.insured_last_year,
            listed.died_on,
            listed.death_known_on,
            roll.person_key IS NOT NULL AS on_roll,
            coalesce(listed.on_list, FALSE) AS on_list,
            coalesce(history.years_enrolled, '{}') AS years_enrolled,
            late.late_reason,
            paid.receipts_key,
            paid.collected_key,
            -- a person may be named before birth
            least(
                listed.next_change_on, paid.next_change_on, late.next_change_on, coming.next_change_on, CASE WHEN b.birth_on > CAST(:business_date AS date) THEN b.birth_on END
            ) AS next_change_on
    ) AS s
WHERE p.campaign_id = :campaign_id
