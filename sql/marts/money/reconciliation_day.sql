-- One row per received day, unit and channel: payments at each stage, from the loaded rows of the feeds to the last progress report.
-- Feeds state units or none, the ledger has the person's unit: moved_fen is what other units have of the unit's rows (below zero), or
-- the unit has of other rows. landed = merged, and posted = merged + moved - reversed - waiting, to the fen. All plan years.
CREATE OR REPLACE VIEW mart.reconciliation_day AS
WITH campaign AS MATERIALIZED (
    SELECT
        w.campaign_id,
        w.assessed_on,
        w.assessed_no,
        p.known_no AS published_no,
        p.as_of AS published_on
    FROM landing.watermark AS w
    LEFT JOIN LATERAL (
        SELECT
            l.known_no,
            l.as_of
        FROM ledger.publication AS l
        WHERE l.campaign_id = w.campaign_id AND l.report = 'progress'
        ORDER BY l.as_of DESC, l.known_no DESC, l.correction_no DESC
        LIMIT 1
    ) AS p ON TRUE
),

-- money that reversals took back by the last assessment
taken_back AS MATERIALIZED (
    SELECT
        b.campaign_id,
        b.paid_key,
        b.receipt_no,
        b.fen
    FROM core.assessed_reversal AS b
    WHERE b.state = 'counted'
),

-- the few receipts under another key of their person, apart: a cluster joins the others where the person is stored
linked AS MATERIALIZED (
    SELECT
        d.campaign_id,
        l.fact_key,
        d.plan_year,
        d.unit_id
    FROM core.linked_person AS l
    INNER JOIN core.dues AS d ON l.person_key = d.person_key
),

-- all receipts once: by the unit that the feed states, and by the unit that the ledger has
receipt AS (
    SELECT
        p.campaign_id,
        p.received_on,
        p.channel,
        coalesce(p.unit_id, '') AS stated_unit_id,
        CASE
            WHEN l.fact_key IS NOT NULL THEN coalesce(l.unit_id, '')
            WHEN d.person_key IS NOT NULL THEN coalesce(d.unit_id, '')
            ELSE coalesce(p.unit_id, '')
        END AS posted_unit_id,
        coalesce(p.received_on <= c.assessed_on AND f.committed_no <= c.assessed_no, FALSE) AS is_assessed,
        count(*) AS receipts,
        sum(p.amount_fen)::bigint AS fen,
        coalesce(sum(b.fen), 0)::bigint AS reversed_fen
    FROM core.payment AS p
    INNER JOIN landing.delivery AS f ON p.campaign_id = f.campaign_id AND p.delivery_id = f.delivery_id
    INNER JOIN campaign AS c ON p.campaign_id = c.campaign_id
    LEFT JOIN linked AS l ON p.campaign_id = l.campaign_id AND p.person_key = l.fact_key AND p.plan_year = l.plan_year
    LEFT JOIN core.dues AS d
        ON p.campaign_id = d.campaign_id AND p.person_key = d.person_key AND p.plan_year = d.plan_year
    LEFT JOIN taken_back AS b ON p.campaign_id = b.campaign_id AND p.person_key = b.paid_key AND p.receipt_no = b.receipt_no
    GROUP BY p.campaign_id, p.received_on, p.channel, stated_unit_id, posted_unit_id, is_assessed
),

stage AS (
    SELECT
        t.campaign_id,
        t.on_date,
        t.unit_id,
        t.channel,
        t.feed_rows AS landed_receipts,
        t.feed_fen AS landed_fen,
        0 AS merged_receipts,
        0 AS merged_fen,
        0 AS moved_fen,
        0 AS reversed_fen,
        0 AS waiting_fen,
        0 AS posted_fen,
        0 AS published_fen
    FROM core.feed_day AS t
    INNER JOIN landing.effective_delivery AS d ON t.campaign_id = d.campaign_id AND t.delivery_id = d.delivery_id
    WHERE t.outcome = 'receipt'
    UNION ALL
    SELECT r.campaign_id, r.received_on, r.stated_unit_id, r.channel, 0, 0, r.receipts, r.fen, -r.fen, 0, 0, 0, 0
    FROM receipt AS r
    UNION ALL
    SELECT
        r.campaign_id, r.received_on, r.posted_unit_id, r.channel, 0, 0, 0, 0, r.fen,
        CASE WHEN r.is_assessed THEN r.reversed_fen ELSE 0 END, CASE WHEN r.is_assessed THEN 0 ELSE r.fen END, 0, 0
    FROM receipt AS r
    UNION ALL
    SELECT
        t.campaign_id, t.on_date, t.unit_id, t.channel, 0, 0, 0, 0, 0, 0, 0, t.received_fen,
        CASE WHEN t.assess_no <= c.published_no AND t.on_date <= c.published_on THEN t.received_fen ELSE 0 END
    FROM ledger.event_total AS t
    INNER JOIN campaign AS c ON t.campaign_id = c.campaign_id
    WHERE t.received_fen <> 0
),

summed AS (
    SELECT
        s.campaign_id,
        s.on_date,
        s.unit_id,
        s.channel,
        sum(s.landed_receipts)::bigint AS landed_receipts,
        sum(s.landed_fen)::bigint AS landed_fen,
        sum(s.merged_receipts)::bigint AS merged_receipts,
        sum(s.merged_fen)::bigint AS merged_fen,
        sum(s.moved_fen)::bigint AS moved_fen,
        sum(s.reversed_fen)::bigint AS reversed_fen,
        sum(s.waiting_fen)::bigint AS waiting_fen,
        sum(s.posted_fen)::bigint AS posted_fen,
        sum(s.published_fen)::bigint AS published_fen
    FROM stage AS s
    GROUP BY s.campaign_id, s.on_date, s.unit_id, s.channel
),

stated AS (
    SELECT
        s.*,
        s.merged_receipts - s.landed_receipts AS difference_receipts,
        s.merged_fen - s.landed_fen AS merged_difference_fen,
        s.posted_fen - (s.merged_fen + s.moved_fen - s.reversed_fen - s.waiting_fen) AS posted_difference_fen
    FROM summed AS s
)

SELECT
    c.pack_code,
    s.on_date,
    s.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    s.channel,
    s.landed_receipts,
    s.landed_fen,
    s.merged_receipts,
    s.merged_fen,
    s.moved_fen,
    s.reversed_fen,
    s.waiting_fen,
    s.posted_fen,
    CASE WHEN s.on_date <= p.published_on THEN s.published_fen END AS published_fen,
    s.difference_receipts,
    s.merged_difference_fen,
    s.posted_difference_fen,
    w.state,
    w.state_zh,
    w.owner,
    w.owner_zh,
    w.next_step_zh
FROM stated AS s
INNER JOIN policy.campaign AS c ON s.campaign_id = c.campaign_id
INNER JOIN campaign AS p ON s.campaign_id = p.campaign_id
LEFT JOIN policy.unit AS u ON s.campaign_id = u.campaign_id AND s.unit_id = u.unit_id
INNER JOIN core.reconciliation_word AS w
    ON
        w.state = CASE
            WHEN s.difference_receipts <> 0 OR s.merged_difference_fen <> 0 OR s.posted_difference_fen <> 0 THEN 'differs'
            WHEN s.waiting_fen <> 0 THEN 'not_assessed'
            WHEN s.on_date <= p.published_on AND s.published_fen <> s.posted_fen THEN 'published_before'
            ELSE 'balanced'
        END;
