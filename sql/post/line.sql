-- At least one row per line that the ledger should show for an assessed person: money as received, the settlement, subsidies gained
-- later. Rows of one line are summed with the ledger's (post/event).
INSERT INTO staging.post_line (
    campaign_id, person_key, plan_year, on_date, unit_id, category, payer, channel,
    enrolled_persons, received_fen, fund_fen, contribution_fen, refundable_fen, reimbursable_fen, suspense_fen
)
WITH result AS (
    -- kept in memory and read several times, so it has no column that no line needs
    SELECT
        r.campaign_id,
        r.person_key,
        r.plan_year,
        r.status,
        r.category,
        r.ledger_category,
        r.price_fen,
        r.due_fen,
        r.reimbursable_fen,
        r.payers,
        r.payer_fen,
        r.settled_order,
        r.settled_payers,
        r.settled_payer_fen,
        r.settled_money_fen,
        r.counted_on,
        r.lapsed_on,
        r.gained_on,
        r.elsewhere_on,
        r.upgraded_on,
        r.upgrade_order,
        r.upgrade_money_fen,
        coalesce(r.unit_id, '') AS line_unit_id,
        -- money after this day is refused; NULL = none is
        CASE WHEN 'refused_late' = ANY(r.flags) THEN c.ends_on END AS refused_after,
        r.status IN ('deceased', 'insured_elsewhere') AND r.lapsed_on IS NULL AS is_out,
        CASE WHEN r.upgraded_on IS NULL THEN r.due_fen ELSE 0 END AS settled_due_fen
    FROM staging.assess_result AS r
    INNER JOIN staging.post_person AS n ON r.campaign_id = n.campaign_id AND r.person_key = n.person_key
    INNER JOIN policy.campaign AS c ON r.campaign_id = c.campaign_id
    WHERE r.campaign_id = :campaign_id
),

-- money is in suspense until it settles; later money, and money without a due, is refundable
received AS (
    SELECT
        r.person_key,
        r.plan_year,
        m.received_on AS on_date,
        r.line_unit_id,
        r.ledger_category AS category,
        '' AS payer,
        m.channel,
        0 AS enrolled_persons,
        m.amount_fen AS received_fen,
        0 AS fund_fen,
        0 AS contribution_fen,
        CASE WHEN p.is_refundable THEN m.amount_fen ELSE 0 END AS refundable_fen,
        0 AS reimbursable_fen,
        CASE WHEN p.is_refundable THEN 0 ELSE m.amount_fen END AS suspense_fen
    FROM result AS r
    INNER JOIN staging.assess_receipt AS m
        ON r.campaign_id = m.campaign_id AND r.person_key = m.person_key AND r.plan_year = m.plan_year
    CROSS JOIN LATERAL (
        SELECT
            r.is_out OR m.is_refused OR coalesce(m.identity_on > r.refused_after, FALSE) OR coalesce(
                CASE
                    WHEN coalesce(r.upgrade_order, r.settled_order) IS NULL THEN m.count_on > r.counted_on
                    ELSE m.receipt_order > coalesce(r.upgrade_order, r.settled_order)
                END, FALSE
            ) AS is_refundable
    ) AS p
),

-- most persons have no payer
payer AS (
    SELECT r.person_key, r.plan_year, u.payer, u.fund_fen, u.payer_no
    FROM result AS r
    CROSS JOIN
        LATERAL unnest(r.settled_payers, r.settled_payer_fen) WITH ORDINALITY AS u (payer, fund_fen, payer_no)
    WHERE r.counted_on IS NOT NULL AND r.settled_payers <> '{}'
),

-- one line per payer; the first line carries the person's own part
settled AS (
    SELECT
        r.person_key,
        r.plan_year,
        r.counted_on AS on_date,
        r.line_unit_id,
        r.ledger_category AS category,
        f.payer,
        coalesce(m.channel, '') AS channel,
        CASE WHEN f.payer_no = 1 AND (r.status = 'enrolled' OR r.lapsed_on IS NOT NULL) THEN 1 ELSE 0 END AS enrolled_persons,
        0 AS received_fen,
        f.fund_fen,
        CASE
            WHEN f.payer_no > 1 THEN CASE WHEN r.reimbursable_fen > 0 THEN 0 ELSE f.fund_fen END
            WHEN r.reimbursable_fen > 0 THEN r.price_fen
            ELSE r.settled_due_fen + f.fund_fen
        END AS contribution_fen,
        CASE WHEN f.payer_no = 1 THEN r.settled_money_fen - r.settled_due_fen ELSE 0 END AS refundable_fen,
        CASE WHEN r.reimbursable_fen > 0 THEN f.fund_fen ELSE 0 END AS reimbursable_fen,
        CASE WHEN f.payer_no = 1 THEN -r.settled_money_fen ELSE 0 END AS suspense_fen,
        r.lapsed_on
    FROM result AS r
    LEFT JOIN payer AS u ON r.person_key = u.person_key AND r.plan_year = u.plan_year
    CROSS JOIN
        LATERAL (
            SELECT
                coalesce(u.payer, '') AS payer,
                coalesce(u.fund_fen, 0) AS fund_fen,
                coalesce(u.payer_no, 1) AS payer_no
        ) AS f
    LEFT JOIN staging.assess_receipt AS m
        ON
            r.campaign_id = m.campaign_id AND r.person_key = m.person_key AND r.plan_year = m.plan_year
            AND r.settled_order = m.receipt_order
    WHERE r.counted_on IS NOT NULL
),

-- who owed nothing and died before coverage is counted until the death is known, and no fund pays
lapsed AS (
    SELECT
        s.person_key,
        s.plan_year,
        s.lapsed_on AS on_date,
        s.line_unit_id,
        s.category,
        s.payer,
        s.channel,
        -s.enrolled_persons AS enrolled_persons,
        0 AS received_fen,
        -s.fund_fen AS fund_fen,
        -s.contribution_fen AS contribution_fen,
        0 AS refundable_fen,
        0 AS reimbursable_fen,
        0 AS suspense_fen
    FROM settled AS s
    WHERE s.lapsed_on IS NOT NULL
),

-- a person who owed nothing pays for a dearer tier
upgraded AS (
    SELECT
        r.person_key,
        r.plan_year,
        r.upgraded_on AS on_date,
        r.line_unit_id,
        r.category,
        '' AS payer,
        coalesce(m.channel, '') AS channel,
        0 AS enrolled_persons,
        0 AS received_fen,
        0 AS fund_fen,
        r.due_fen AS contribution_fen,
        r.upgrade_money_fen - r.due_fen AS refundable_fen,
        0 AS reimbursable_fen,
        -r.upgrade_money_fen AS suspense_fen
    FROM result AS r
    LEFT JOIN staging.assess_receipt AS m
        ON
            r.campaign_id = m.campaign_id AND r.person_key = m.person_key AND r.plan_year = m.plan_year
            AND r.upgrade_order = m.receipt_order
    WHERE r.upgraded_on IS NOT NULL
),

-- the new funds pay the whole new amount and the old ones nothing; the person gets the difference back
gained AS (
    SELECT
        r.person_key,
        r.plan_year,
        r.gained_on AS on_date,
        r.line_unit_id,
        r.ledger_category AS category,
        g.payer,
        '' AS channel,
        0 AS enrolled_persons,
        0 AS received_fen,
        g.fund_fen,
        0 AS contribution_fen,
        g.fund_fen AS refundable_fen,
        0 AS reimbursable_fen,
        0 AS suspense_fen
    FROM result AS r
    CROSS JOIN
        LATERAL (
            SELECT u.payer, u.fund_fen FROM unnest(r.payers, r.payer_fen) AS u (payer, fund_fen)
            UNION ALL
            SELECT u.payer, -u.fund_fen FROM unnest(r.settled_payers, r.settled_payer_fen) AS u (payer, fund_fen)
        ) AS g
    WHERE r.gained_on IS NOT NULL
),

-- a person who is insured elsewhere and still has a subsidy is paid the subsidy
elsewhere AS (
    SELECT
        r.person_key,
        r.plan_year,
        r.elsewhere_on AS on_date,
        r.line_unit_id,
        r.ledger_category AS category,
        u.payer,
        '' AS channel,
        0 AS enrolled_persons,
        0 AS received_fen,
        u.fund_fen,
        0 AS contribution_fen,
        0 AS refundable_fen,
        u.fund_fen AS reimbursable_fen,
        0 AS suspense_fen
    FROM result AS r
    CROSS JOIN LATERAL unnest(r.payers, r.payer_fen) AS u (payer, fund_fen)
    WHERE r.elsewhere_on IS NOT NULL
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    l.person_key,
    l.plan_year,
    l.on_date,
    l.line_unit_id AS unit_id,
    l.category,
    l.payer,
    l.channel,
    l.enrolled_persons,
    l.received_fen,
    l.fund_fen,
    l.contribution_fen,
    l.refundable_fen,
    l.reimbursable_fen,
    l.suspense_fen
FROM (
    SELECT * FROM received
    UNION ALL
    SELECT
        s.person_key, s.plan_year, s.on_date, s.line_unit_id, s.category, s.payer, s.channel, s.enrolled_persons, s.received_fen,
        s.fund_fen, s.contribution_fen, s.refundable_fen, s.reimbursable_fen, s.suspense_fen
    FROM settled AS s
    UNION ALL
    SELECT * FROM lapsed
    UNION ALL
    SELECT * FROM upgraded
    UNION ALL
    SELECT * FROM gained
    UNION ALL
    SELECT * FROM elsewhere
) AS l
