-- One payment per receipt number; a known receipt is not counted again: one with other content, or of another person, was set
-- aside (merge/facts/receipt_conflict), and an equal one has the key of the known payment. Rows are staged in the order of the key.
INSERT INTO core.payment (
    campaign_id, person_key, receipt_no, plan_year, amount_fen, collected_on, received_on, channel, unit_id, village, birth_on,
    delivery_id, row_no
)
SELECT
    r.campaign_id,
    r.person_key,
    r.receipt_no,
    r.plan_year,
    r.amount_fen,
    r.collected_on,
    r.received_on,
    r.channel,
    r.unit_id,
    r.village,
    r.birth_on,
    r.delivery_id,
    r.row_no
FROM staging.tax_feed AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NULL
    AND r.row_no NOT IN (
        SELECT q.row_no
        FROM landing.quarantine AS q
        WHERE q.campaign_id = :campaign_id AND q.delivery_id = :delivery_id AND q.reason_code = 'receipt_conflict'
    )
ON CONFLICT DO NOTHING
