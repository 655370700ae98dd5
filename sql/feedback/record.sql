-- Inserts or replaces one workbook per delivery and edition. Replacing resets mailed_at only if the delivery's state changed to
-- or from held, rejected or committed, or if the new workbook shows assessed amounts and the old one did not.
INSERT INTO landing.feedback (
    campaign_id, delivery_id, edition, state, file_name, sha256, shown_rows, finding_rows, is_assessed, made_on, made_at
)
VALUES (
    :campaign_id, :delivery_id, :edition, :state, :file_name, :sha256, :shown_rows, :finding_rows, :is_assessed, :made_on,
    :made_at
)
ON CONFLICT (campaign_id, delivery_id, edition) DO UPDATE SET
    mailed_at = CASE
        WHEN
            landing.feedback.state <> excluded.state
            AND (landing.feedback.state IN ('held', 'rejected') OR excluded.state = 'committed') THEN NULL
        WHEN excluded.is_assessed AND NOT landing.feedback.is_assessed THEN NULL
        ELSE landing.feedback.mailed_at
    END,
    state = excluded.state,
    file_name = excluded.file_name,
    sha256 = excluded.sha256,
    shown_rows = excluded.shown_rows,
    finding_rows = excluded.finding_rows,
    is_assessed = excluded.is_assessed,
    made_on = excluded.made_on,
    made_at = excluded.made_at
