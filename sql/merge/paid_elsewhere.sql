-- One row per row of the feed whose person has paid for the same plan year in another place.
SELECT DISTINCT
    r.row_no,
    c.place_name
FROM staging.tax_feed AS r
INNER JOIN vault.alias AS a ON r.alias_key = a.alias_key
INNER JOIN core.payment AS p ON a.person_key = p.person_key AND r.plan_year = p.plan_year AND r.campaign_id <> p.campaign_id
INNER JOIN policy.campaign AS c ON p.campaign_id = c.campaign_id
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
ORDER BY r.row_no, c.place_name
