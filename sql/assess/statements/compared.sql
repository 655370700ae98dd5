-- One row per statement that counts. It is about its month up to its cut-off day.
INSERT INTO core.compared_statement (campaign_id, delivery_id, from_on, to_on)
SELECT
    d.campaign_id,
    d.delivery_id,
    date_trunc('month', d.cut_off_on)::date,
    d.cut_off_on
FROM landing.effective_delivery AS d
WHERE d.campaign_id = :campaign_id AND d.kind = 'tax_statement'
