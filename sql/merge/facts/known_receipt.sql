-- One row per row of the feed whose number (of a receipt, or of a reversal) is known already, and whether the known one has other
-- content. This is the only look-up of the feed's receipts; a feed of new receipts has no row here.
SELECT
    r.row_no,
    (p.person_key, p.plan_year, p.amount_fen, p.collected_on, p.received_on)
    <> (r.person_key, r.plan_year, r.amount_fen, r.collected_on, r.received_on) AS is_conflict
FROM staging.tax_feed AS r
INNER JOIN core.payment AS p ON r.campaign_id = p.campaign_id AND r.receipt_no = p.receipt_no
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NULL
    AND r.received_on IS NOT NULL
UNION ALL
SELECT
    r.row_no,
    (v.person_key, v.receipt_no, v.plan_year, v.amount_fen, v.collected_on, v.received_on)
    <> (r.person_key, r.reversed_receipt_no, r.plan_year, -r.amount_fen, r.collected_on, r.received_on) AS is_conflict
FROM staging.tax_feed AS r
INNER JOIN core.reversal AS v ON r.campaign_id = v.campaign_id AND r.receipt_no = v.reversal_no
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NOT NULL
