-- One row per receipt and reversal whose number is compared, with the person whose money it is; a reversal has a negative sum.
INSERT INTO staging.assess_statement_entry (
    campaign_id, is_reversal, receipt_no, person_key, plan_year, amount_fen, received_on, unit_id, delivery_id, row_no
)
SELECT
    p.campaign_id,
    FALSE,
    p.receipt_no,
    coalesce(l.person_key, p.person_key),
    p.plan_year,
    p.amount_fen,
    p.received_on,
    p.unit_id,
    p.delivery_id,
    p.row_no
FROM staging.assess_statement_number AS n
INNER JOIN core.payment AS p ON n.campaign_id = p.campaign_id AND n.receipt_no = p.receipt_no
LEFT JOIN core.linked_person AS l ON p.person_key = l.fact_key
WHERE n.campaign_id = :campaign_id AND NOT n.is_reversal
UNION ALL
SELECT
    v.campaign_id,
    TRUE,
    v.reversal_no,
    coalesce(l.person_key, v.person_key),
    v.plan_year,
    -v.amount_fen,
    v.received_on,
    v.unit_id,
    v.delivery_id,
    v.row_no
FROM staging.assess_statement_number AS n
INNER JOIN core.reversal AS v ON n.campaign_id = v.campaign_id AND n.receipt_no = v.reversal_no
LEFT JOIN core.linked_person AS l ON v.person_key = l.fact_key
WHERE n.campaign_id = :campaign_id AND n.is_reversal
