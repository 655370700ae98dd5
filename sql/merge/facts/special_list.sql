-- One fact per clean row of a department's list. Facts are never overwritten. Rows are staged in the order of the key.
INSERT INTO core.membership_fact (
    campaign_id, person_key, category, op, effective_on, cut_off_on, birth_on, grade, subclass, hukou_local, unit_id, village,
    delivery_id, row_no, replaces
)
SELECT
    r.campaign_id,
    r.person_key,
    r.category,
    r.op,
    r.effective_on,
    CAST(:cut_off_on AS date),
    r.birth_on,
    r.grade,
    r.subclass,
    r.hukou_local,
    r.unit_id,
    r.village,
    r.delivery_id,
    r.row_no,
    r.replaces
FROM staging.special_list AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
