-- One row per subject and unit with something to check: how many receipts, households or collectors, and their money. As of the last
-- assessed day; held cash at the end of a day.
SELECT
    r.unit_id,
    r.state AS subject,
    sum(r.receipts)::bigint AS items,
    sum(CASE WHEN r.state = 'awaiting_reimbursement' THEN r.amount_fen ELSE r.refundable_fen END)::bigint AS fen
FROM mart.receipt_state AS r
WHERE r.pack_code = (SELECT p.pack_code FROM policy.campaign AS p WHERE p.campaign_id = :campaign_id) AND r.state IN ('paid_twice', 'over', 'awaiting_reimbursement') AND r.receipts > 0
GROUP BY r.unit_id, r.state
UNION ALL
SELECT
    h.unit_id,
    'household' AS subject,
    sum(h.households)::bigint AS items,
    0 AS fen
FROM mart.household_incomplete AS h
WHERE h.pack_code = (SELECT p.pack_code FROM policy.campaign AS p WHERE p.campaign_id = :campaign_id)
GROUP BY h.unit_id
UNION ALL
SELECT
    c.unit_id,
    s.subject,
    sum(CASE WHEN s.subject = 'cash_held' THEN c.held_receipts ELSE 1 END)::bigint AS items,
    sum(c.held_fen)::bigint AS fen
FROM mart.cash_held AS c
CROSS JOIN (VALUES ('cash_held'), ('cash_overdue'), ('cash_over_limit')) AS s (subject)
WHERE
    c.pack_code = (SELECT p.pack_code FROM policy.campaign AS p WHERE p.campaign_id = :campaign_id) AND c.on_date = :as_of
    AND (
        s.subject = 'cash_held' OR (s.subject = 'cash_overdue' AND c.is_overdue)
        OR (s.subject = 'cash_over_limit' AND c.is_over_limit)
    )
GROUP BY c.unit_id, s.subject
UNION ALL
SELECT
    a.unit_id,
    s.subject,
    sum(CASE s.subject WHEN 'audit_open' THEN a.open_receipts ELSE a.missed_receipts END)::bigint AS items,
    sum(CASE s.subject WHEN 'audit_open' THEN a.open_fen ELSE a.missed_fen END)::bigint AS fen
FROM mart.audit_clock AS a
CROSS JOIN (VALUES ('audit_open'), ('audit_missed')) AS s (subject)
WHERE a.pack_code = (SELECT p.pack_code FROM policy.campaign AS p WHERE p.campaign_id = :campaign_id)
GROUP BY a.unit_id, s.subject
HAVING sum(CASE s.subject WHEN 'audit_open' THEN a.open_receipts ELSE a.missed_receipts END) > 0
UNION ALL
SELECT
    q.unit_id,
    s.subject,
    sum(
        CASE s.subject
            WHEN 'request_open' THEN q.open_requests
            WHEN 'request_missed' THEN q.missed_requests
            ELSE q.changed_after_payment
        END
    )::bigint AS items,
    0 AS fen
FROM mart.request_clock AS q
CROSS JOIN (VALUES ('request_open'), ('request_missed'), ('changed_after_payment')) AS s (subject)
WHERE q.pack_code = (SELECT p.pack_code FROM policy.campaign AS p WHERE p.campaign_id = :campaign_id)
GROUP BY q.unit_id, s.subject
HAVING
    sum(
        CASE s.subject
            WHEN 'request_open' THEN q.open_requests
            WHEN 'request_missed' THEN q.missed_requests
            ELSE q.changed_after_payment
        END
    ) > 0
ORDER BY subject, unit_id
