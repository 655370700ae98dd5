-- One row per line of the difference between the judged results (staging) and core.dues, without persons. Three kinds of rows:
-- 'line'   per plan year, unit, category before and after, and payer ('' = the persons' own part: due and refundable),
-- 'status' per status before and after, 'total' one row. '' as category or status: no row on that side.
-- Only persons with a change are counted; a payer's line counts only persons whose share of that payer changes.
WITH pair AS (
    SELECT
        coalesce(a.person_key, b.person_key) AS person_key,
        coalesce(a.plan_year, b.plan_year) AS plan_year,
        coalesce(a.unit_id, b.unit_id, '') AS unit_id,
        coalesce(b.category, '') AS category_before,
        coalesce(a.category, '') AS category_after,
        coalesce(b.status, '') AS status_before,
        coalesce(a.status, '') AS status_after,
        coalesce(b.due_fen, 0) AS due_before_fen,
        coalesce(a.due_fen, 0) AS due_after_fen,
        coalesce(b.refundable_fen, 0) AS refundable_before_fen,
        coalesce(a.refundable_fen, 0) AS refundable_after_fen,
        coalesce(b.reimbursable_fen, 0) > 0 AS was_reimbursed,
        coalesce(a.reimbursable_fen, 0) > 0 AS is_reimbursed,
        coalesce(b.status IN ('enrolled', 'insured_elsewhere'), FALSE) AS was_posted,
        coalesce(a.status IN ('enrolled', 'insured_elsewhere'), FALSE) AS is_posted,
        b.payers AS payers_before,
        b.payer_fen AS payer_fen_before,
        a.payers AS payers_after,
        a.payer_fen AS payer_fen_after
    FROM (
        SELECT d.*
        FROM core.dues AS d
        INNER JOIN staging.assess_difference AS x
            ON d.campaign_id = x.campaign_id AND d.person_key = x.person_key AND d.plan_year = x.plan_year
        WHERE d.campaign_id = :campaign_id
    ) AS b
    FULL JOIN
        (
            SELECT r.*
            FROM staging.assess_result AS r
            INNER JOIN staging.assess_difference AS x
                ON r.campaign_id = x.campaign_id AND r.person_key = x.person_key AND r.plan_year = x.plan_year
            WHERE r.campaign_id = :campaign_id
        ) AS a
        ON b.person_key = a.person_key AND b.plan_year = a.plan_year
    WHERE
        (
            b.status, b.category, b.tier, b.tier_enjoyed, b.price_fen, b.due_fen, b.payers, b.payer_fen,
            b.reimbursable_fen, b.refundable_fen, b.settled_on, b.coverage_from, b.waiting_months, b.full_benefit_from,
            b.reward_fen
        ) IS DISTINCT FROM (
            a.status, a.category, a.tier, a.tier_enjoyed, a.price_fen, a.due_fen, a.payers, a.payer_fen,
            a.reimbursable_fen, a.refundable_fen, a.settled_on, a.coverage_from, a.waiting_months, a.full_benefit_from,
            a.reward_fen
        )
),

line AS (
    SELECT
        p.*,
        '' AS payer,
        0 AS fund_before_fen,
        0 AS fund_after_fen
    FROM pair AS p
    UNION ALL
    SELECT
        p.*,
        s.payer,
        s.fund_before_fen,
        s.fund_after_fen
    FROM pair AS p
    CROSS JOIN
        LATERAL (
            SELECT
                u.payer,
                sum(u.before_fen)::bigint AS fund_before_fen,
                sum(u.after_fen)::bigint AS fund_after_fen
            FROM (
                SELECT
                    f.payer,
                    f.fen AS before_fen,
                    0 AS after_fen
                FROM unnest(p.payers_before, p.payer_fen_before) AS f (payer, fen)
                UNION ALL
                SELECT
                    f.payer,
                    0 AS before_fen,
                    f.fen AS after_fen
                FROM unnest(p.payers_after, p.payer_fen_after) AS f (payer, fen)
            ) AS u
            GROUP BY u.payer
        ) AS s
    WHERE
        (s.fund_before_fen, p.was_posted, p.was_reimbursed) IS DISTINCT FROM
        (s.fund_after_fen, p.is_posted, p.is_reimbursed)
),

-- the person's own part is on the line without a payer, a fund's part on the fund's line
amount AS (
    SELECT
        l.*,
        CASE WHEN l.was_posted THEN l.fund_before_fen ELSE 0 END AS posted_fund_before_fen,
        CASE WHEN l.is_posted THEN l.fund_after_fen ELSE 0 END AS posted_fund_after_fen,
        CASE WHEN l.was_reimbursed THEN l.fund_before_fen ELSE 0 END AS reimbursable_before_fen,
        CASE WHEN l.is_reimbursed THEN l.fund_after_fen ELSE 0 END AS reimbursable_after_fen
    FROM line AS l
)

SELECT
    CASE WHEN grouping(m.payer) = 0 THEN 'line' WHEN grouping(m.status_before) = 0 THEN 'status' ELSE 'total' END AS kind,
    m.plan_year,
    m.unit_id,
    m.category_before,
    m.category_after,
    m.payer,
    m.status_before,
    m.status_after,
    count(DISTINCT m.person_key) AS persons,
    coalesce(sum(m.due_before_fen) FILTER (WHERE m.payer = ''), 0)::bigint AS due_before_fen,
    coalesce(sum(m.due_after_fen) FILTER (WHERE m.payer = ''), 0)::bigint AS due_after_fen,
    coalesce(sum(m.fund_before_fen), 0)::bigint AS fund_before_fen,
    coalesce(sum(m.fund_after_fen), 0)::bigint AS fund_after_fen,
    coalesce(sum(m.posted_fund_before_fen), 0)::bigint AS posted_fund_before_fen,
    coalesce(sum(m.posted_fund_after_fen), 0)::bigint AS posted_fund_after_fen,
    coalesce(sum(m.refundable_before_fen) FILTER (WHERE m.payer = ''), 0)::bigint AS refundable_before_fen,
    coalesce(sum(m.refundable_after_fen) FILTER (WHERE m.payer = ''), 0)::bigint AS refundable_after_fen,
    coalesce(sum(m.reimbursable_before_fen), 0)::bigint AS reimbursable_before_fen,
    coalesce(sum(m.reimbursable_after_fen), 0)::bigint AS reimbursable_after_fen
FROM amount AS m
GROUP BY
    GROUPING SETS (
        (m.plan_year, m.unit_id, m.category_before, m.category_after, m.payer), (m.status_before, m.status_after), ()
    )
ORDER BY kind, m.plan_year, m.unit_id, m.category_before, m.category_after, m.payer, m.status_before, m.status_after
