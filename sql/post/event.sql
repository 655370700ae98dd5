-- One row per line in which the ledger's sum differs from the line that it should show. A second run finds no difference and adds
-- nothing.
INSERT INTO ledger.event (
    campaign_id, person_key, plan_year, assess_no, line_no, on_date, unit_id, category, payer, channel,
    enrolled_persons, received_fen, fund_fen, contribution_fen, refundable_fen, reimbursable_fen, suspense_fen
)
WITH difference AS (
    SELECT
        l.person_key,
        l.plan_year,
        l.on_date,
        l.unit_id,
        l.category,
        l.payer,
        l.channel,
        sum(l.enrolled_persons) AS enrolled_persons,
        sum(l.received_fen) AS received_fen,
        sum(l.fund_fen) AS fund_fen,
        sum(l.contribution_fen) AS contribution_fen,
        sum(l.refundable_fen) AS refundable_fen,
        sum(l.reimbursable_fen) AS reimbursable_fen,
        sum(l.suspense_fen) AS suspense_fen
    FROM (
        SELECT
            s.person_key, s.plan_year, s.on_date, s.unit_id, s.category, s.payer, s.channel, s.enrolled_persons,
            s.received_fen, s.fund_fen, s.contribution_fen, s.refundable_fen, s.reimbursable_fen, s.suspense_fen
        FROM staging.post_line AS s
        WHERE s.campaign_id = :campaign_id
        UNION ALL
        SELECT
            e.person_key, e.plan_year, e.on_date, e.unit_id, e.category, e.payer, e.channel, -e.enrolled_persons,
            -e.received_fen, -e.fund_fen, -e.contribution_fen, -e.refundable_fen, -e.reimbursable_fen, -e.suspense_fen
        FROM ledger.event AS e
        INNER JOIN staging.post_person AS p ON e.campaign_id = p.campaign_id AND e.person_key = p.person_key
        WHERE e.campaign_id = :campaign_id
    ) AS l
    GROUP BY l.person_key, l.plan_year, l.on_date, l.unit_id, l.category, l.payer, l.channel
)

SELECT
    CAST(:campaign_id AS integer) AS campaign_id,
    d.person_key,
    d.plan_year,
    CAST(:assess_no AS bigint) AS assess_no,
    row_number() OVER (
        PARTITION BY d.person_key, d.plan_year ORDER BY d.on_date, d.unit_id, d.category, d.payer, d.channel
    ) AS line_no,
    d.on_date,
    d.unit_id,
    d.category,
    d.payer,
    d.channel,
    d.enrolled_persons,
    d.received_fen,
    d.fund_fen,
    d.contribution_fen,
    d.refundable_fen,
    d.reimbursable_fen,
    d.suspense_fen
FROM difference AS d
WHERE
    (
        d.enrolled_persons, d.received_fen, d.fund_fen, d.contribution_fen, d.refundable_fen, d.reimbursable_fen,
        d.suspense_fen
    ) <> (0, 0, 0, 0, 0, 0, 0)
