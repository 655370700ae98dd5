-- One row per plan year, unit, category and payer: sums of days up to as_of, as known at known_no.
WITH summed AS (
    SELECT
        campaign_id,
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
    GROUP BY campaign_id, plan_year, unit_id, category, payer
)

SELECT
    t.plan_year,
    t.unit_id,
    COALESCE(k.shown_category, regexp_replace(t.category, '^unknown:.*', 'unknown:')) AS category,
    t.payer,
    t.enrolled_persons,
    t.received_fen,
    t.fund_fen,
    t.contribution_fen,
    t.refundable_fen,
    t.reimbursable_fen,
    t.suspense_fen
FROM summed AS t
LEFT JOIN landing.category_label AS k ON t.campaign_id = k.campaign_id AND t.category = k.category
ORDER BY t.plan_year, t.unit_id, t.category, t.payer
