-- Remove the given rows, whose persons are unknown to the campaign: they become no facts and are not assessed.
DELETE FROM staging.uninsured_reason AS r
WHERE
    r.campaign_id = :campaign_id AND r.delivery_id = :delivery_id
    AND r.row_no = ANY(CAST(:row_nos AS integer []))
