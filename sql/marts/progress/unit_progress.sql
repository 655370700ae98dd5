-- One row per progress unit of the notice, now: target, enrolled persons of the campaign's plan year, completion, rank.
-- A unit without a target has no rate and no rank. Persons of no known unit are in mart.progress under unit ''.
CREATE OR REPLACE VIEW mart.unit_progress AS
-- every unit below a progress unit counts for it
WITH rollup AS MATERIALIZED (
    WITH RECURSIVE below AS (
        SELECT
            u.campaign_id,
            u.unit_id,
            u.unit_id AS progress_unit_id
        FROM policy.unit AS u
        WHERE u.is_progress_unit
        UNION ALL
        SELECT
            child.campaign_id,
            child.unit_id,
            below.progress_unit_id
        FROM policy.unit AS child
        INNER JOIN below ON child.campaign_id = below.campaign_id AND child.parent_unit_id = below.unit_id
        WHERE NOT child.is_progress_unit
    )

    SELECT
        b.campaign_id,
        b.unit_id,
        b.progress_unit_id
    FROM below AS b
),

enrolled AS (
    SELECT
        t.campaign_id,
        r.progress_unit_id AS unit_id,
        SUM(t.enrolled_persons)::bigint AS enrolled_persons,
        SUM(t.received_fen)::bigint AS received_fen,
        SUM(t.fund_fen)::bigint AS fund_fen
    FROM ledger.event_total AS t
    INNER JOIN policy.campaign AS c ON t.campaign_id = c.campaign_id AND t.plan_year = c.plan_year
    INNER JOIN rollup AS r ON t.campaign_id = r.campaign_id AND t.unit_id = r.unit_id
    GROUP BY t.campaign_id, r.progress_unit_id
),

measured AS (
    SELECT
        c.pack_code,
        c.plan_year,
        u.unit_id,
        u.name AS unit_name,
        u.sort_order AS unit_sort_order,
        t.persons AS target_persons,
        t.status AS target_status,
        t.source AS target_source,
        t.set_by AS target_set_by,
        t.kind AS target_kind,
        t.origin AS target_origin,
        CASE t.origin WHEN 'notice' THEN t.table_version ELSE t.version END AS target_version,
        COALESCE(e.enrolled_persons, 0) AS enrolled_persons,
        COALESCE(e.received_fen, 0) AS received_fen,
        COALESCE(e.fund_fen, 0) AS fund_fen,
        COALESCE(e.enrolled_persons, 0)::numeric / NULLIF(t.persons, 0) AS completion_rate
    FROM policy.unit AS u
    INNER JOIN policy.campaign AS c ON u.campaign_id = c.campaign_id
    LEFT JOIN enrolled AS e ON u.campaign_id = e.campaign_id AND u.unit_id = e.unit_id
    LEFT JOIN mart.target AS t ON c.pack_code = t.pack_code AND u.unit_id = t.unit_id AND t.measure = 'target'
    WHERE u.is_progress_unit
)

SELECT
    pack_code,
    plan_year,
    unit_id,
    unit_name,
    unit_sort_order,
    target_persons,
    target_status,
    target_source,
    target_set_by,
    target_kind,
    target_origin,
    target_version,
    enrolled_persons,
    received_fen,
    fund_fen,
    completion_rate,
    CASE
        WHEN completion_rate IS NOT NULL
            THEN RANK() OVER (PARTITION BY pack_code ORDER BY completion_rate DESC NULLS LAST)
    END AS completion_rank
FROM measured;
