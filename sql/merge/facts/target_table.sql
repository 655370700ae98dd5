-- One fact per unit and measure of a delivered table of targets and denominators. If a table states a figure twice, the first row
-- counts.
INSERT INTO core.target_fact (campaign_id, unit_id, measure, persons, status, stated_source, cut_off_on, delivery_id)
SELECT DISTINCT ON (r.unit_id, r.measure)
    r.campaign_id,
    r.unit_id,
    r.measure,
    r.persons,
    r.status,
    r.stated_source,
    CAST(:cut_off_on AS date),
    r.delivery_id
FROM staging.target_table AS r
WHERE r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
ORDER BY r.unit_id ASC, r.measure ASC, r.row_no ASC
ON CONFLICT DO NOTHING
