-- One row per person and plan year whose events do not add up to core.dues. There must be none.
WITH posted AS (
    SELECT
        e.person_key,
        e.plan_year,
        sum(e.enrolled_persons) AS enrolled_persons,
        sum(e.received_fen) AS received_fen,
        sum(e.fund_fen) AS fund_fen,
        sum(e.contribution_fen) AS contribution_fen,
        sum(e.refundable_fen) AS refundable_fen,
        sum(e.reimbursable_fen) AS reimbursable_fen,
        sum(e.suspense_fen) AS suspense_fen
    FROM ledger.event AS e
    WHERE e.campaign_id = :campaign_id
    GROUP BY e.person_key, e.plan_year
),

stated AS (
    SELECT
        d.person_key,
        d.plan_year,
        (d.status = 'enrolled')::integer AS enrolled_persons,
        d.paid_fen AS received_fen,
        CASE WHEN d.status IN ('enrolled', 'repaired', 'insured_elsewhere') THEN d.fund_fen ELSE 0 END AS fund_fen,
        CASE WHEN d.status IN ('enrolled', 'repaired') THEN d.price_fen ELSE 0 END AS contribution_fen,
        d.refundable_fen,
        CASE WHEN d.status IN ('enrolled', 'insured_elsewhere') THEN d.reimbursable_fen ELSE 0 END AS reimbursable_fen,
        -- refused money is refundable at once
        CASE WHEN d.status IN ('owing', 'undefined') THEN d.paid_fen - d.refundable_fen ELSE 0 END AS suspense_fen
    FROM core.dues AS d
    WHERE d.campaign_id = :campaign_id
)

SELECT count(*) AS problems
FROM posted AS p
FULL JOIN stated AS s ON p.person_key = s.person_key AND p.plan_year = s.plan_year
WHERE
    (
        coalesce(p.enrolled_persons, 0), coalesce(p.received_fen, 0), coalesce(p.fund_fen, 0),
        coalesce(p.contribution_fen, 0), coalesce(p.refundable_fen, 0), coalesce(p.reimbursable_fen, 0),
        coalesce(p.suspense_fen, 0)
    ) <> (
        coalesce(s.enrolled_persons, 0), coalesce(s.received_fen, 0), coalesce(s.fund_fen, 0),
        coalesce(s.contribution_fen, 0), coalesce(s.refundable_fen, 0), coalesce(s.reimbursable_fen, 0),
        coalesce(s.suspense_fen, 0)
    )
