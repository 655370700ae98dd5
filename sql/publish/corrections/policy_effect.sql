-- One row per cause (a correction of the pack or not), plan year, unit, category and payer: changes of the sums up to as_of by
-- the assessments after known_no, up to until_no.
SELECT
    c.assess_no IS NOT NULL AS is_policy,
    t.plan_year,
    t.unit_id,
    COALESCE(k.shown_category, regexp_replace(t.category, '^unknown:.*', 'unknown:')) AS category,
    t.payer,
    SUM(t.enrolled_persons)::bigint AS enrolled_persons,
    SUM(t.received_fen)::bigint AS received_fen,
    SUM(t.fund_fen)::bigint AS fund_fen,
    SUM(t.contribution_fen)::bigint AS contribution_fen,
    SUM(t.refundable_fen)::bigint AS refundable_fen,
    SUM(t.reimbursable_fen)::bigint AS reimbursable_fen,
    SUM(t.suspense_fen)::bigint AS suspense_fen
FROM ledger.event_total AS t
LEFT JOIN ledger.policy_correction AS c ON t.campaign_id = c.campaign_id AND t.assess_no = c.assess_no
LEFT JOIN landing.category_label AS k ON t.campaign_id = k.campaign_id AND t.category = k.category
WHERE
    t.campaign_id = :campaign_id AND t.assess_no > :known_no AND t.assess_no <= :until_no
    AND t.on_date <= :as_of
GROUP BY c.assess_no IS NOT NULL, t.plan_year, t.unit_id, t.category, k.shown_category, t.payer
HAVING
    (
        SUM(t.enrolled_persons), SUM(t.received_fen), SUM(t.fund_fen), SUM(t.contribution_fen), SUM(t.refundable_fen),
        SUM(t.reimbursable_fen), SUM(t.suspense_fen)
    ) <> (0, 0, 0, 0, 0, 0, 0)
ORDER BY is_policy, t.plan_year, t.unit_id, t.category, t.payer
