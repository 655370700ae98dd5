-- One row per unit and day of requests for correction: how many were asked for, met the term, are open within it, or missed it, and how
-- many are not timed, because the person had paid or is unknown. As of the last assessed day.
CREATE OR REPLACE VIEW mart.request_clock AS
SELECT
    c.pack_code,
    coalesce(r.unit_id, '') AS unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    r.requested_on,
    r.due_on,
    w.assessed_on AS as_of,
    count(*) AS requests,
    count(*) FILTER (WHERE r.term = 'met') AS met_requests,
    count(*) FILTER (WHERE r.term = 'open') AS open_requests,
    count(*) FILTER (WHERE r.term = 'missed') AS missed_requests,
    count(*) FILTER (WHERE r.state = 'refused_paid') AS refused_requests,
    count(*) FILTER (WHERE r.state = 'changed_after_payment') AS changed_after_payment,
    count(*) FILTER (WHERE r.state = 'unknown_person') AS unknown_persons
FROM core.request_state AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
INNER JOIN landing.watermark AS w ON r.campaign_id = w.campaign_id AND r.requested_on <= w.assessed_on
LEFT JOIN policy.unit AS u ON r.campaign_id = u.campaign_id AND r.unit_id = u.unit_id
GROUP BY c.pack_code, coalesce(r.unit_id, ''), u.name, u.sort_order, r.requested_on, r.due_on, w.assessed_on;
