-- One row per plan year, unit, category and payer: sums of days up to as_of, as known at known_no.
SELECT
    plan_year,
    unit_id,
    category,
    payer,
    enrolled_persons,
    received_fen,
    fund_fen,
    contribution_fen,
    refundable_fen,
    reimbursable_fen,
    suspense_fen
FROM mart.progress_sums(:campaign_id, :known_no, :as_of)
ORDER BY plan_year, unit_id, category, payer
