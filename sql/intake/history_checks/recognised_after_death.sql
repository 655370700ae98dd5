-- One row per row of the list that recognises a person after the day of death that an effective delivery reports.
SELECT DISTINCT r.row_no
FROM staging.special_list AS r
INNER JOIN core.membership_fact AS f
    ON r.campaign_id = f.campaign_id AND r.person_key = f.person_key AND f.op = 'death'
INNER JOIN landing.effective_delivery AS d ON f.campaign_id = d.campaign_id AND f.delivery_id = d.delivery_id
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.op = 'add'
    AND f.effective_on < r.effective_on
ORDER BY r.row_no
