-- One row per unit that an official may read.
INSERT INTO policy.reader_unit (campaign_id, role_name, unit_id, until_on)
SELECT
    :campaign_id,
    :role_name,
    u.unit_id,
    :until_on
FROM unnest(CAST(:unit_ids AS text [])) AS u (unit_id)
