-- One row per day, unit, category, payer and channel: the events of this assessment, summed without persons, for marts and
-- reports.
INSERT INTO ledger.event_total (
    campaign_id, plan_year, assess_no, on_date, unit_id, category, payer, channel,
    enrolled_persons, received_fen, fund_fen, contribution_fen, refundable_fen, reimbursable_fen, suspense_fen
)
SELECT
    e.campaign_id,
    e.plan_year,
    e.assess_no,
    e.on_date,
    e.unit_id,
    e.category,
    e.payer,
    e.channel,
    sum(e.enrolled_persons),
    sum(e.received_fen),
    sum(e.fund_fen),
    sum(e.contribution_fen),
    sum(e.refundable_fen),
    sum(e.reimbursable_fen),
    sum(e.suspense_fen)
FROM ledger.event AS e
WHERE e.campaign_id = :campaign_id AND e.assess_no = :assess_no
GROUP BY e.campaign_id, e.plan_year, e.assess_no, e.on_date, e.unit_id, e.category, e.payer, e.channel
