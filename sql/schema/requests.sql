-- Requests of villages and towns to correct what the insurance system knows of a person: what is asked, and what became of it.

CREATE TABLE core.correction_request (
    campaign_id  integer NOT NULL,
    person_key   uuid NOT NULL,
    item         text NOT NULL CHECK (
        item IN ('name', 'number', 'birth', 'unit', 'category', 'household', 'status', 'other')
    ),
    requested_on date NOT NULL,
    -- NULL = not completed when the file was written
    completed_on date CHECK (completed_on >= requested_on),
    unit_id      text,
    cut_off_on   date NOT NULL,
    delivery_id  uuid NOT NULL,
    row_no       integer NOT NULL,
    PRIMARY KEY (campaign_id, person_key, delivery_id, row_no)
);
COMMENT ON TABLE core.correction_request IS
'one row per row of a list of requests for correction; it changes no result';

CREATE TABLE core.request_term (
    campaign_id  integer NOT NULL,
    requested_on date NOT NULL,
    -- NULL = the pack has no term for corrections, or no assessment has run since
    due_on       date,
    PRIMARY KEY (campaign_id, requested_on)
);
COMMENT ON TABLE core.request_term IS 'one row per day of requests for correction, with the last day of the term';

-- A request is a person, an item and a day; of several rows about it the earliest day of completion counts. Who has paid up to the day
-- of the request may not be changed any more (DA-17).
CREATE VIEW core.request_state AS
WITH request AS (
    SELECT
        r.campaign_id,
        coalesce(l.person_key, r.person_key) AS person_key,
        r.item,
        r.requested_on,
        min(r.completed_on) AS completed_on,
        min(r.unit_id) AS unit_id
    FROM core.correction_request AS r
    INNER JOIN landing.effective_delivery AS d ON r.campaign_id = d.campaign_id AND r.delivery_id = d.delivery_id
    LEFT JOIN core.linked_person AS l ON r.person_key = l.fact_key
    GROUP BY r.campaign_id, coalesce(l.person_key, r.person_key), r.item, r.requested_on
),

-- first day of money that was not taken back, of the few persons with a request
paid AS MATERIALIZED (
    SELECT
        p.campaign_id,
        coalesce(l.person_key, p.person_key) AS person_key,
        min(p.received_on) AS paid_on
    FROM core.payment AS p
    INNER JOIN policy.campaign AS c ON p.campaign_id = c.campaign_id AND p.plan_year = c.plan_year
    LEFT JOIN core.linked_person AS l ON p.person_key = l.fact_key
    LEFT JOIN core.taken_back AS b
        ON p.campaign_id = b.campaign_id AND p.person_key = b.paid_key AND p.receipt_no = b.receipt_no
    WHERE
        (p.campaign_id, coalesce(l.person_key, p.person_key)) IN (SELECT q.campaign_id, q.person_key FROM request AS q)
        AND p.amount_fen > coalesce(b.fen, 0)
    GROUP BY p.campaign_id, coalesce(l.person_key, p.person_key)
)

SELECT
    r.campaign_id,
    r.person_key,
    r.item,
    r.requested_on,
    r.completed_on,
    n.due_on,
    p.paid_on,
    coalesce(d.unit_id, r.unit_id) AS unit_id,
    CASE
        WHEN NOT coalesce(t.on_roll OR t.on_list, FALSE) AND p.paid_on IS NULL THEN 'unknown_person'
        WHEN p.paid_on <= r.requested_on AND r.completed_on IS NULL THEN 'refused_paid'
        WHEN p.paid_on <= r.requested_on THEN 'changed_after_payment'
        WHEN r.completed_on IS NOT NULL THEN 'applied'
        ELSE 'open'
    END AS state,
    CASE
        WHEN NOT coalesce(t.on_roll OR t.on_list, FALSE) AND p.paid_on IS NULL THEN NULL
        WHEN p.paid_on <= r.requested_on OR n.due_on IS NULL THEN NULL
        WHEN r.completed_on <= n.due_on THEN 'met'
        WHEN r.completed_on IS NULL AND n.due_on >= w.assessed_on THEN 'open'
        ELSE 'missed'
    END AS term
FROM request AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
LEFT JOIN landing.watermark AS w ON r.campaign_id = w.campaign_id
LEFT JOIN core.request_term AS n ON r.campaign_id = n.campaign_id AND r.requested_on = n.requested_on
LEFT JOIN paid AS p ON r.campaign_id = p.campaign_id AND r.person_key = p.person_key
LEFT JOIN core.trait AS t ON r.campaign_id = t.campaign_id AND r.person_key = t.person_key
LEFT JOIN core.dues AS d ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key AND c.plan_year = d.plan_year;
COMMENT ON VIEW core.request_state IS
'one row per request for correction: a person, an item and a day, with its state and whether it met its term (view)';

CREATE VIEW core.request_word AS
SELECT
    w.state,
    w.state_zh,
    w.next_step_zh
FROM (
    VALUES
    ('unknown_person', '查无此人', '底册、名单和缴费记录中都没有此人，请核对证件号码'),
    ('refused_paid', '已缴费，不予更正', '缴费登记后不办理异动'),
    ('changed_after_payment', '缴费后已更正', '缴费登记后不应办理异动，请核查'),
    ('applied', '已办结', '无须处理'),
    ('open', '待办', '在期限内更正，并填报办结日期')
) AS w (state, state_zh, next_step_zh);
COMMENT ON VIEW core.request_word IS 'one row per state of a request for correction, with its words and the next step (view)';
