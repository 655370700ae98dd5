-- One row: the last business date that the campaign knows, of an assessment or of a delivery's arrival; NULL if it knows none.
SELECT
    greatest(
        (SELECT w.assessed_on FROM landing.watermark AS w WHERE w.campaign_id = :campaign_id),
        (SELECT max(d.delivered_on) FROM landing.delivery AS d WHERE d.campaign_id = :campaign_id)
    ) AS last_day
