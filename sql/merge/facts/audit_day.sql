-- The received days of the feed's receipts, if it has audited days. The next assessment works out the last day of their terms.
INSERT INTO core.audit_term (campaign_id, registered_on)
SELECT DISTINCT
    r.campaign_id,
    r.received_on
FROM staging.tax_feed AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.states_audit AND r.reversed_receipt_no IS NULL
    AND r.received_on IS NOT NULL
ON CONFLICT DO NOTHING
