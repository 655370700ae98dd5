-- One row per plan year, unit, category and payer: sums of days up to as_of, as known at known_no.
SELECT
    plan_year,
    unit_id,
    category,
    payer,
    SUM(enrolled_persons)::bigint AS enrolled_persons,
    SUM(received_fen)::bigint AS received_fen,
    SUM(fund_fen)::bigint AS fund_fen,
    SUM(contribution_fen)::bigint AS contribution_fen,
    SUM(refundable_fen)::bigint AS refundable_fen,
    SUM(reimbursable_fen)::bigint AS reimbursable_fen,
    SUM(suspense_fen)::bigint AS suspense_fen
FROM ledger.event_total
WHERE campaign_id = :campaign_id AND assess_no <= :known_no AND on_date <= :as_of
GROUP BY plan_year, unit_id, category, payer
ORDER BY plan_year, unit_id, category, payer
