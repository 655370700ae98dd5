-- Rows of a change list without any unit that add persons whose unit no earlier list, roll or payment states.
SELECT r.row_no
FROM staging.special_list AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id AND r.op = 'add'
    AND (
        SELECT count(s.unit_id) FROM staging.special_list AS s
        WHERE s.campaign_id = :campaign_id AND s.delivery_id = :delivery_id
    ) = 0
    AND NOT EXISTS (
        SELECT FROM core.membership_fact AS f
        WHERE f.campaign_id = :campaign_id AND f.person_key = r.person_key AND f.unit_id IS NOT NULL
    )
    AND NOT EXISTS (
        SELECT FROM core.roll_fact AS f WHERE f.campaign_id = :campaign_id AND f.person_key = r.person_key
    )
    AND NOT EXISTS (
        SELECT FROM core.payment AS f
        WHERE f.campaign_id = :campaign_id AND f.person_key = r.person_key AND f.unit_id IS NOT NULL
    )
ORDER BY r.row_no
