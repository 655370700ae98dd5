-- One row: what a release would post to the ledger, persons and fen, all days together.
SELECT
    coalesce(sum(t.enrolled_persons), 0)::bigint AS enrolled_persons,
    coalesce(sum(t.received_fen), 0)::bigint AS received_fen,
    coalesce(sum(t.fund_fen), 0)::bigint AS fund_fen,
    coalesce(sum(t.contribution_fen), 0)::bigint AS contribution_fen,
    coalesce(sum(t.refundable_fen), 0)::bigint AS refundable_fen,
    coalesce(sum(t.reimbursable_fen), 0)::bigint AS reimbursable_fen,
    coalesce(sum(t.suspense_fen), 0)::bigint AS suspense_fen
FROM ledger.event_total AS t
WHERE t.campaign_id = :campaign_id AND t.assess_no = :assess_no
