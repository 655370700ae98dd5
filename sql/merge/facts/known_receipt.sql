-- One row per row of the feed whose number (of a receipt, or of a reversal) is known already, and whether the known one has other
-- content. A receipt advances from cash to money received: a row without a received day is known from the money, too, and a row with
-- it is not known from the cash, unless it contradicts it. This is the only look-up of the feed's receipts; a feed of new receipts
-- has no row here.
SELECT
    r.row_no,
    (p.person_key, p.plan_year, p.amount_fen, p.collected_on, p.received_on)
    <> (r.person_key, r.plan_year, r.amount_fen, r.collected_on, coalesce(r.received_on, p.received_on)) AS is_conflict
FROM staging.tax_feed AS r
INNER JOIN core.payment AS p ON r.campaign_id = p.campaign_id AND r.receipt_no = p.receipt_no
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NULL
UNION ALL
SELECT
    r.row_no,
    x.is_conflict
FROM staging.tax_feed AS r
INNER JOIN core.collected_cash AS c ON r.campaign_id = c.campaign_id AND r.receipt_no = c.receipt_no
CROSS JOIN
    LATERAL (
        SELECT
            (c.person_key, c.plan_year, c.amount_fen, c.collected_on)
            <> (r.person_key, r.plan_year, r.amount_fen, r.collected_on) AS is_conflict
    ) AS x
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NULL
    AND (r.received_on IS NULL OR x.is_conflict)
UNION ALL
SELECT
    r.row_no,
    (v.person_key, v.receipt_no, v.plan_year, v.amount_fen, v.collected_on, v.received_on)
    <> (r.person_key, r.reversed_receipt_no, r.plan_year, -r.amount_fen, r.collected_on, r.received_on) AS is_conflict
FROM staging.tax_feed AS r
INNER JOIN core.reversal AS v ON r.campaign_id = v.campaign_id AND r.receipt_no = v.reversal_no
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NOT NULL
