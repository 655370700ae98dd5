-- Receipts of the feed whose cash a collector took, received already or not. Rows whose receipt contradicts the known one are left out.
INSERT INTO core.collected_cash (
    campaign_id, person_key, receipt_no, collector, plan_year, amount_fen, collected_on, channel, unit_id, delivery_id, row_no
)
SELECT
    r.campaign_id,
    r.person_key,
    r.receipt_no,
    r.collector,
    r.plan_year,
    r.amount_fen,
    r.collected_on,
    r.channel,
    r.unit_id,
    r.delivery_id,
    r.row_no
FROM staging.tax_feed AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.collector IS NOT NULL
    AND r.reversed_receipt_no IS NULL AND r.row_no <> ALL(CAST(:conflicting_rows AS integer []))
