-- One row per person and plan year whose result a release would change, before and after; in a temporary table that ends with the
-- trial. The new results are judged and not written yet.
CREATE TEMPORARY TABLE trial_result ON COMMIT DROP AS
-- apart, because a cluster joins what each node has with nothing that the coordinator has
WITH result AS MATERIALIZED (
    SELECT
        r.campaign_id,
        r.person_key,
        r.plan_year,
        r.status,
        r.category,
        r.tier,
        r.tier_enjoyed,
        r.price_fen,
        r.due_fen,
        r.payers,
        r.payer_fen,
        r.reimbursable_fen,
        r.refundable_fen,
        r.settled_on,
        r.coverage_from,
        r.waiting_months,
        r.full_benefit_from,
        r.reward_fen
    FROM staging.assess_result AS r
)

SELECT
    x.person_key,
    x.plan_year,
    b.status AS status_before,
    a.status AS status_after,
    b.due_fen AS due_before_fen,
    a.due_fen AS due_after_fen,
    NOT EXISTS (
        SELECT FROM core.dues AS d WHERE d.campaign_id = x.campaign_id AND d.person_key = x.person_key
    ) AS is_new
FROM staging.assess_difference AS x
LEFT JOIN core.dues AS b
    ON x.campaign_id = b.campaign_id AND x.person_key = b.person_key AND x.plan_year = b.plan_year
LEFT JOIN result AS a
    ON x.campaign_id = a.campaign_id AND x.person_key = a.person_key AND x.plan_year = a.plan_year
WHERE
    (
        (
            b.status, b.category, b.tier, b.tier_enjoyed, b.price_fen,
            b.due_fen, b.payers, b.payer_fen, b.reimbursable_fen,
            b.refundable_fen, b.settled_on, b.coverage_from, b.waiting_months,
            b.full_benefit_from, b.reward_fen
        ) IS DISTINCT FROM (
            a.status, a.category, a.tier, a.tier_enjoyed, a.price_fen,
            a.due_fen, a.payers, a.payer_fen, a.reimbursable_fen,
            a.refundable_fen, a.settled_on, a.coverage_from, a.waiting_months,
            a.full_benefit_from, a.reward_fen
        )
    )
