-- At most one row: store, sha256 and name of a file whose fetch is recorded by this statement.
SELECT
    d.store,
    d.sha256,
    d.file_name
FROM mart.record_download(:publication_id, :file_no, :role_name, :official, :is_administrator, :on_date) AS d
