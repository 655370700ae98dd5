-- One row per line of the totals that differs from the sum of its events.
WITH event AS (
    SELECT
        e.plan_year, e.assess_no, e.on_date, e.unit_id, e.category, e.payer, e.channel,
        sum(e.enrolled_persons) AS persons, sum(e.received_fen) AS received_fen, sum(e.fund_fen) AS fund_fen,
        sum(e.contribution_fen) AS contribution_fen, sum(e.refundable_fen) AS refundable_fen,
        sum(e.reimbursable_fen) AS reimbursable_fen, sum(e.suspense_fen) AS suspense_fen
    FROM ledger.event AS e
    WHERE e.campaign_id = :campaign_id
    GROUP BY e.plan_year, e.assess_no, e.on_date, e.unit_id, e.category, e.payer, e.channel
),

total AS (
    SELECT
        t.plan_year, t.assess_no, t.on_date, t.unit_id, t.category, t.payer, t.channel,
        t.enrolled_persons::numeric AS persons, t.received_fen::numeric, t.fund_fen::numeric,
        t.contribution_fen::numeric, t.refundable_fen::numeric, t.reimbursable_fen::numeric, t.suspense_fen::numeric
    FROM ledger.event_total AS t
    WHERE t.campaign_id = :campaign_id
)

SELECT count(*) AS problems
FROM (
    (SELECT * FROM event EXCEPT SELECT * FROM total)
    UNION ALL
    (SELECT * FROM total EXCEPT SELECT * FROM event)
) AS difference
