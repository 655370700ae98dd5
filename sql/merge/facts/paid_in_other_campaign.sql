-- One warning per given row of the feed, whose person has paid for the same plan year in another campaign of the place.
INSERT INTO landing.warning (campaign_id, delivery_id, row_no, reason_code, column_name)
SELECT DISTINCT
    CAST(:campaign_id AS integer),
    CAST(:delivery_id AS uuid),
    u.row_no,
    'paid_in_other_campaign',
    'plan_year'
FROM unnest(CAST(:row_nos AS integer [])) AS u (row_no)
ON CONFLICT DO NOTHING
