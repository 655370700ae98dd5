-- One row per version of the pack that an assessment or a publication used and whose content was not stored (since the first
-- stored version).
SELECT count(*) AS problems
FROM (
    SELECT a.pack_version
    FROM ledger.assessment AS a
    WHERE
        a.campaign_id = :campaign_id AND a.assess_no >= (
            SELECT min(v.assess_no) FROM ledger.pack_version AS v WHERE v.campaign_id = :campaign_id
        )
    UNION
    SELECT p.pack_version
    FROM ledger.publication AS p
    WHERE p.campaign_id = :campaign_id AND p.known_no >= (
        SELECT min(v.assess_no) FROM ledger.pack_version AS v WHERE v.campaign_id = :campaign_id
    )
) AS u
WHERE
    NOT EXISTS (
        SELECT FROM ledger.pack_version AS v
        WHERE v.campaign_id = :campaign_id AND v.pack_version = u.pack_version
    )
