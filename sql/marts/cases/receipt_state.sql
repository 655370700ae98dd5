-- One row per receipt of a person (pseudonym), in the order in which the receipts count: its one state, who has its money now, and
-- the next step. amount_fen = scheme_fen + refundable_fen + suspense_fen + reversed_fen + unposted_fen. The number of the receipt is
-- not here.
CREATE OR REPLACE VIEW mart_case.receipt_state AS
SELECT
    c.pack_code,
    r.person_key,
    r.plan_year,
    r.receipt_order,
    r.unit_id,
    u.name AS unit_name,
    u.sort_order AS unit_sort_order,
    r.collected_on,
    r.received_on,
    r.status,
    r.state,
    w.state_zh,
    r.owner,
    w.owner_zh,
    w.next_step_zh,
    r.amount_fen,
    r.scheme_fen,
    r.refundable_fen,
    r.suspense_fen,
    r.reversed_fen,
    r.unposted_fen
FROM core.receipt_state AS r
INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
LEFT JOIN policy.unit AS u ON r.campaign_id = u.campaign_id AND r.unit_id = u.unit_id
LEFT JOIN core.receipt_word AS w ON r.state = w.state AND r.owner = w.owner;
