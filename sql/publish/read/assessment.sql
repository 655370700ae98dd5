-- At most one row: the last assessment, with the deliveries and the pack version that it used.
SELECT
    assess_no,
    committed_no,
    business_date,
    pack_version
FROM ledger.assessment
WHERE campaign_id = :campaign_id AND (CAST(:known_no AS bigint) IS NULL OR assess_no <= CAST(:known_no AS bigint))
ORDER BY assess_no DESC
LIMIT 1
