-- One row per request for correction (pseudonym): what is to be corrected, its days, its state, and what is to be done.
CREATE OR REPLACE VIEW mart_case.correction_request AS
SELECT
    c.pack_code,
    r.person_key,
    r.unit_id,
    u.name AS unit_name,
    r.item,
    r.requested_on,
    r.due_on,
    r.completed_on,
    r.paid_on,
    r.state,
    w.state_zh,
    r.term,
    w.next_step_zh
FROM core.request_state AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON r.campaign_id = u.campaign_id AND r.unit_id = u.unit_id
LEFT JOIN core.request_word AS w ON r.state = w.state;
