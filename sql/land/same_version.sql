-- Other content that was received for the same version of the same list, and the highest version so far.
SELECT
    count(*) FILTER (WHERE d.version = :version AND d.sha256 <> :sha256) AS others,
    count(*) FILTER (WHERE d.sha256 = :sha256) AS same_content,
    max(d.version) AS last_version
FROM landing.delivery AS d
WHERE d.campaign_id = :campaign_id AND d.source = :source AND d.period = :period AND d.list_mode <> 'feed'
