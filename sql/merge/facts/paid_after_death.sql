-- One warning per payment that its person made after the day of death that an effective delivery reports. Deaths that are
-- reported later are shown by mart_case.after_death, in any order of arrival.
INSERT INTO landing.warning (campaign_id, delivery_id, row_no, reason_code, column_name)
SELECT DISTINCT
    r.campaign_id,
    r.delivery_id,
    r.row_no,
    'paid_after_death',
    'collected_on'
FROM staging.tax_feed AS r
INNER JOIN core.membership_fact AS f
    ON r.campaign_id = f.campaign_id AND r.person_key = f.person_key AND f.op = 'death'
INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.reversed_receipt_no IS NULL
    AND f.effective_on < r.collected_on
ON CONFLICT DO NOTHING
