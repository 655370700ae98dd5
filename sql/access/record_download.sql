-- Record that an official fetches a published file, and return where it is kept: store, sha256, name. No row = the official
-- may not fetch it, or there is no such file; then nothing is recorded. The caller commits before it sends a byte.
CREATE FUNCTION mart.record_download(
    publication uuid, number integer, reader text, official text, is_administrator boolean, on_date date
)
RETURNS TABLE (store text, sha256 text, file_name text)
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO ledger.download (
        campaign_id, download_id, publication_id, file_name, sha256, store, downloaded_by, office, is_administrator, downloaded_at
    )
    SELECT
        f.campaign_id, gen_random_uuid(), f.publication_id, f.file_name, f.sha256, f.store, official, f.office,
        is_administrator, clock_timestamp()
    FROM mart.office_file(reader, is_administrator, on_date) AS f
    WHERE f.publication_id = publication AND f.file_no = number
    RETURNING download.store, download.sha256, download.file_name
$$;
