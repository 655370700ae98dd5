-- One row per person and plan year whose result a release would change, before and after; in a temporary table that ends with the
-- trial. The new results are judged and not written yet.
CREATE TEMPORARY TABLE trial_result ON COMMIT DROP AS
SELECT
    x.person_key,
    x.plan_year,
    (x.before).status AS status_before,
    (x.after).status AS status_after,
    (x.before).due_fen AS due_before_fen,
    (x.after).due_fen AS due_after_fen,
    NOT EXISTS (
        SELECT FROM core.dues AS d WHERE d.campaign_id = x.campaign_id AND d.person_key = x.person_key
    ) AS is_new
FROM staging.assess_before_after AS x
WHERE
    (
        (
            (x.before).status, (x.before).category, (x.before).tier, (x.before).tier_enjoyed, (x.before).price_fen,
            (x.before).due_fen, (x.before).payers, (x.before).payer_fen, (x.before).reimbursable_fen,
            (x.before).refundable_fen, (x.before).settled_on, (x.before).coverage_from, (x.before).waiting_months,
            (x.before).full_benefit_from, (x.before).reward_fen
        ) IS DISTINCT FROM (
            (x.after).status, (x.after).category, (x.after).tier, (x.after).tier_enjoyed, (x.after).price_fen,
            (x.after).due_fen, (x.after).payers, (x.after).payer_fen, (x.after).reimbursable_fen,
            (x.after).refundable_fen, (x.after).settled_on, (x.after).coverage_from, (x.after).waiting_months,
            (x.after).full_benefit_from, (x.after).reward_fen
        )
    )
