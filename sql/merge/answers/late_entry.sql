-- One fact per staged row about a reason for late entry.
INSERT INTO core.late_entry_fact (campaign_id, person_key, op, reason, has_proof, cut_off_on, delivery_id, row_no)
SELECT
    r.campaign_id,
    r.person_key,
    r.op,
    r.reason,
    r.has_proof,
    CAST(:cut_off_on AS date),
    r.delivery_id,
    r.row_no
FROM staging.late_entry AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
