-- One row per line of the difference between the judged results (staging) and core.dues, without persons. Three kinds of rows:
-- 'line'   per plan year, unit, category before and after, and payer ('' = the persons' own part: due and refundable),
-- 'status' per status before and after, 'total' one row. '' as category or status: no row on that side.
-- Only persons with a change are counted; a payer's line counts only persons whose share of that payer changes.
WITH pair AS (
    SELECT
        x.person_key,
        x.plan_year,
        coalesce((x.after).unit_id, (x.before).unit_id, '') AS unit_id,
        coalesce((x.before).category, '') AS category_before,
        coalesce((x.after).category, '') AS category_after,
        coalesce((x.before).status, '') AS status_before,
        coalesce((x.after).status, '') AS status_after,
        coalesce((x.before).due_fen, 0) AS due_before_fen,
        coalesce((x.after).due_fen, 0) AS due_after_fen,
        coalesce((x.before).refundable_fen, 0) AS refundable_before_fen,
        coalesce((x.after).refundable_fen, 0) AS refundable_after_fen,
        coalesce((x.before).reimbursable_fen, 0) > 0 AS was_reimbursed,
        coalesce((x.after).reimbursable_fen, 0) > 0 AS is_reimbursed,
        coalesce((x.before).status IN ('enrolled', 'insured_elsewhere'), FALSE) AS was_posted,
        coalesce((x.after).status IN ('enrolled', 'insured_elsewhere'), FALSE) AS is_posted,
        (x.before).payers AS payers_before,
        (x.before).payer_fen AS payer_fen_before,
        (x.after).payers AS payers_after,
        (x.after).payer_fen AS payer_fen_after
    FROM staging.assess_before_after AS x
    WHERE
        x.campaign_id = :campaign_id
        AND (
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
