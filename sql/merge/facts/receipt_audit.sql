-- The audited day of each receipt of the feed, also of receipts that are known already: a feed may send them again with it. Rows
-- whose receipt contradicts the known one are left out.
INSERT INTO core.receipt_audit (campaign_id, person_key, receipt_no, audited_on, delivery_id, row_no)
SELECT
    r.campaign_id,
    r.person_key,
    r.receipt_no,
    r.audited_on,
    r.delivery_id,
    r.row_no
FROM staging.tax_feed AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.states_audit AND r.reversed_receipt_no IS NULL
    AND r.received_on IS NOT NULL
    AND r.row_no <> ALL(CAST(:conflicting_rows AS integer []))
