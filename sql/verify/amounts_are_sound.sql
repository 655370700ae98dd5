-- One row per person with impossible amounts: a share below 0 or above the price, an undefined amount that is a number, an amount
-- that no rule explains, or an enrolment whose price neither money nor fund covers.
SELECT count(*) AS problems
FROM core.dues AS d
LEFT JOIN policy.rule AS r ON d.campaign_id = r.campaign_id AND d.rule_id = r.rule_id
WHERE
    d.campaign_id = :campaign_id
    AND (
        d.due_fen < 0 OR d.fund_fen < 0 OR d.refundable_fen < 0 OR d.reimbursable_fen < 0
        OR (d.status = 'undefined') <> (d.due_fen IS NULL)
        -- only where the default tier is free can a person of an open category owe a known amount, and no fund pays it
        OR (
            d.due_fen IS NOT NULL AND r.rule_id IS NULL
            AND (
                d.fund_fen > 0
                OR d.rule_id NOT IN (
                    'unknown_category', 'recognised_after_window', 'age_blank', 'grade_blank', 'subclass_blank', 'hukou_blank',
                    'age_contradicts'
                )
            )
        )
        OR (d.fund_fen > 0) <> (d.payer <> '')
        OR (d.status IN ('enrolled', 'repaired')) <> (d.settled_on IS NOT NULL)
        OR (d.status IN ('enrolled', 'repaired') AND d.paid_fen - d.refundable_fen + d.fund_fen - d.reimbursable_fen <> d.price_fen)
    )
