-- Inserts or replaces one workbook per delivery and edition. Its sender gets one more mail (notice_no) only if the delivery's
-- state changed to or from held, rejected or committed, or if the new workbook shows assessed amounts and the old one did not.
INSERT INTO landing.feedback (
    campaign_id, delivery_id, edition, state, file_name, sha256, shown_rows, finding_rows, is_assessed, made_on, made_at
)
VALUES (
    :campaign_id, :delivery_id, :edition, :state, :file_name, :sha256, :shown_rows, :finding_rows, :is_assessed, :made_on,
    :made_at
)
ON CONFLICT (campaign_id, delivery_id, edition) DO UPDATE
    SET
        notice_no = landing.feedback.notice_no + CASE
            WHEN
                landing.feedback.state <> excluded.state
                AND (landing.feedback.state IN ('held', 'rejected') OR excluded.state = 'committed') THEN 1
            WHEN excluded.is_assessed AND NOT landing.feedback.is_assessed THEN 1
            ELSE 0
        END,
        state = excluded.state,
        file_name = excluded.file_name,
        sha256 = excluded.sha256,
        shown_rows = excluded.shown_rows,
        finding_rows = excluded.finding_rows,
        is_assessed = excluded.is_assessed,
        made_on = excluded.made_on,
        made_at = excluded.made_at
RETURNING notice_no
