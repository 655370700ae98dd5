-- One row per published file of a pack that the reader may fetch, for periods up to a day; the newest first.
SELECT
    f.publication_id,
    f.file_no,
    f.report,
    f.cadence,
    f.period_from,
    f.period_to,
    f.as_of,
    f.recipient,
    f.unit_name,
    f.correction_no,
    f.is_replaced,
    f.file_name,
    f.byte_count,
    f.row_count,
    f.store,
    f.published_on
FROM mart.office_file(:role_name, :is_administrator, :on_date) AS f
WHERE f.campaign_id = :campaign_id AND f.as_of <= :as_of
ORDER BY f.as_of DESC, f.report ASC, f.cadence ASC, f.recipient ASC, f.correction_no DESC, f.file_no ASC
