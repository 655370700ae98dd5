-- One reversal per number of a reversal; a known number is not counted again. The receipt that it names need not be known.
INSERT INTO core.reversal (
    campaign_id, person_key, reversal_no, receipt_no, plan_year, amount_fen, collected_on, received_on, channel, unit_id,
    delivery_id, row_no
)
SELECT
    r.campaign_id,
    r.person_key,
    r.receipt_no AS reversal_no,
    r.reversed_receipt_no AS receipt_no,
    r.plan_year,
    -r.amount_fen AS amount_fen,
    r.collected_on,
    r.received_on,
    r.channel,
    r.unit_id,
    r.delivery_id,
    r.row_no
FROM staging.tax_feed AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM core.reversal AS v
        WHERE v.campaign_id = r.campaign_id AND v.reversal_no = r.receipt_no
    )
ORDER BY r.person_key
ON CONFLICT DO NOTHING
