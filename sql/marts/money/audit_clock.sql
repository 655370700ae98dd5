-- One row per unit and day of registration: receipts that the tax bureau audited within its term, that are open within it, and that
-- missed it, as of the last assessed day. Only receipts of feeds that state audited days, in a campaign whose pack has the term.
-- A receipt that the tax bureau has taken back since is among them, because it had to be audited too.
CREATE OR REPLACE VIEW mart.audit_clock AS
-- a receipt that was sent again with its day has several rows
WITH audited AS (
    SELECT
        a.campaign_id,
        a.person_key,
        a.receipt_no,
        min(a.audited_on) AS audited_on
    FROM core.receipt_audit AS a
    GROUP BY a.campaign_id, a.person_key, a.receipt_no
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

receipt AS (
    SELECT
        p.campaign_id,
        coalesce(l.unit_id, d.unit_id, p.unit_id) AS unit_id,
        t.registered_on,
        t.due_on,
        w.assessed_on,
        p.amount_fen,
        CASE
            WHEN a.audited_on <= t.due_on THEN 'met'
            WHEN a.audited_on IS NULL AND t.due_on >= w.assessed_on THEN 'open'
            ELSE 'missed'
        END AS state
    FROM audited AS a
    INNER JOIN core.payment AS p
        ON a.campaign_id = p.campaign_id AND a.person_key = p.person_key AND a.receipt_no = p.receipt_no
    INNER JOIN core.audit_term AS t ON p.campaign_id = t.campaign_id AND p.received_on = t.registered_on
    INNER JOIN landing.watermark AS w ON p.campaign_id = w.campaign_id AND p.received_on <= w.assessed_on
    LEFT JOIN linked AS l ON p.campaign_id = l.campaign_id AND p.person_key = l.fact_key AND p.plan_year = l.plan_year
    LEFT JOIN core.dues AS d
        ON p.campaign_id = d.campaign_id AND p.person_key = d.person_key AND p.plan_year = d.plan_year
    WHERE t.due_on IS NOT NULL
)

SELECT
    c.pack_code,
    coalesce(r.unit_id, '') AS unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    r.registered_on,
    r.due_on,
    r.assessed_on AS as_of,
    count(*) FILTER (WHERE r.state = 'met') AS met_receipts,
    count(*) FILTER (WHERE r.state = 'open') AS open_receipts,
    count(*) FILTER (WHERE r.state = 'missed') AS missed_receipts,
    coalesce(sum(r.amount_fen) FILTER (WHERE r.state = 'met'), 0)::bigint AS met_fen,
    coalesce(sum(r.amount_fen) FILTER (WHERE r.state = 'open'), 0)::bigint AS open_fen,
    coalesce(sum(r.amount_fen) FILTER (WHERE r.state = 'missed'), 0)::bigint AS missed_fen
FROM receipt AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON r.campaign_id = u.campaign_id AND r.unit_id = u.unit_id
GROUP BY c.pack_code, r.unit_id, u.name, u.sort_order, r.registered_on, r.due_on, r.assessed_on;
