-- One payment per receipt of the feed that was not known before (merge/facts/known_receipt gives the rows of known ones). Within a
-- feed each number is clean once. Rows are staged in the order of the key.
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
    AND r.received_on IS NOT NULL
    AND r.row_no <> ALL(CAST(:known_rows AS integer []))
