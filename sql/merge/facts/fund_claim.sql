-- One fact per clean row of a list of what funds are asked to pay. Equal rows are all kept: their amounts add up.
INSERT INTO core.fund_claim_fact (
    campaign_id, person_key, category, claimed_fen, personal_fen, batch, unit_id, cut_off_on, delivery_id, row_no
)
SELECT
    r.campaign_id,
    r.person_key,
    r.category,
    r.claimed_fen,
    r.personal_fen,
    r.batch,
    r.unit_id,
    CAST(:cut_off_on AS date),
    r.delivery_id,
    r.row_no
FROM staging.fund_claim AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
